import CrawlStore
import Digests
import ParserWire
import Synchronization

/// By what pages that repeat another one are found, for all loops of a crawl.
///
/// Asked under the ledger's lock, so that no page repeats one that is recorded after it.
package final class ContentRegister: Sendable {
  private let policy: DuplicatePolicy
  private let index: Mutex<DuplicateIndex>

  init(_ policy: DuplicatePolicy, _ index: DuplicateIndex) {
    self.policy = policy
    self.index = Mutex(index)
  }

  /// One that knows no page.
  package convenience init(_ policy: DuplicatePolicy) { self.init(policy, DuplicateIndex()) }

  /// Whether it is recorded by what pages can be told again.
  var isKept: Bool { policy != .ignore }

  /// The earlier page whose content this one has, if it is an answer that has any.
  func original(of page: PageRow) -> UInt32? {
    guard isKept, (200..<300).contains(page.status) else { return nil }
    let content = DuplicateIndex.Content(digest: page.digest, text: page.textHash)
    return index.withLock { $0.original(of: page.url, content) }
  }
}

extension PageRow {
  /// Adds by what the page can be told again, where the parser was asked for it.
  mutating func addContent(_ facts: PageFacts) {
    digest = facts.digest ?? digest
    words = facts.textHash?.words
    simhash = facts.textHash?.simhash
  }

  fileprivate var textHash: TextHash? {
    guard let words, let simhash else { return nil }
    return TextHash(simhash: simhash, words: words)
  }
}
