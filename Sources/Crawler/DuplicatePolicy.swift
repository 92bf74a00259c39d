/// What a crawl makes of pages that repeat another one.
package enum DuplicatePolicy: String, Sendable, CaseIterable {
  /// It records them.
  case record
  /// It records them, and queues no URL for their links alone.
  case skipLinks = "skip-links"
  /// It does not look for them.
  case ignore
}
