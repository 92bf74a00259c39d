/// What a crawl makes of URLs and pages that look like a trap.
package enum TrapPolicy: String, Sendable, CaseIterable {
  /// It leaves them out.
  case avoid
  /// It fetches them as all others.
  case ignore
}
