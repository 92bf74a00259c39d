import CrawlStore
import Digests
import ParserWire
import Synchronization

/// By what pages that repeat another one are found, for all loops of a crawl.
///
/// Asked under the ledger's lock, so that no page repeats one that is recorded after it.
package final class ContentRegister: Sendable {
  private let policy: DuplicatePolicy
  private let state: Mutex<State>

  private struct State {
    var index: DuplicateIndex
    /// Which contents hosts have, each by its first page: so many as fit, and then anew.
    var hosted: Set<UInt64> = []
  }

  /// Contents of hosts that are remembered: 16 MB at most.
  private static let contentsRemembered = 1 << 20

  init(_ policy: DuplicatePolicy, _ index: DuplicateIndex) {
    self.policy = policy
    state = Mutex(State(index: index))
  }

  /// One that knows no page.
  package convenience init(_ policy: DuplicatePolicy) { self.init(policy, DuplicateIndex()) }

  /// Whether it is recorded by what pages can be told again.
  var isKept: Bool { policy != .ignore }

  /// What is known of a page's content.
  struct Finding {
    /// The earlier page that has it.
    var original: UInt32?
    /// Whether its own host has it already. That a page stands on another host as well says nothing
    /// against its host: it may be the mirror of a whole site.
    var isRepetition = false
  }

  /// Looks a page up, and adds it, if it is an answer that has any content.
  ///
  /// - Parameter host: the id of its host.
  func find(_ page: PageRow, on host: UInt32) -> Finding {
    guard isKept, (200..<300).contains(page.status) else { return Finding() }
    let content = DuplicateIndex.Content(digest: page.digest, text: page.textHash)
    return state.withLock { state in
      let original = state.index.original(of: page.url, content)
      if state.hosted.count >= Self.contentsRemembered { state.hosted.removeAll() }
      let isFirst = state.hosted.insert(UInt64(host) << 32 | UInt64(original ?? page.url)).inserted
      return Finding(original: original, isRepetition: original != nil && !isFirst)
    }
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
