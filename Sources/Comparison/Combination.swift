/// One way to crawl, among those that are compared.
package struct Combination: Hashable, Sendable {
  /// Who waits for the network: one blocking transfer, a thread each, or a coroutine each.
  package enum Mode: String, Sendable, CaseIterable {
    case sync, threads, async
  }

  package var mode: Mode
  /// Fetches under way at once; 1 for `sync`.
  package var concurrency: Int
  /// The selector of the event loop: `epoll`, `poll` or `select`.
  package var selector: String
  /// Parser processes.
  package var parsers: Int

  package init(mode: Mode, concurrency: Int, selector: String, parsers: Int) {
    (self.mode, self.concurrency, self.selector, self.parsers) =
      (mode, concurrency, selector, parsers)
  }
}
