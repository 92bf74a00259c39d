/// Who waits for the network. All modes crawl the same pages, by the same rules, into the same database.
package enum CrawlMode: String, CaseIterable, Sendable {
  /// One worker, which does one thing after the other and blocks meanwhile.
  case sync
  /// Such workers, each on a thread of its own.
  case threads
  /// Coroutines on an event loop.
  case async
}
