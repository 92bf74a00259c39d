import Bodies
import CrawlStore
import Digests
import Fetcher
import Frontier
import ParserWire
import Synchronization

/// What a page's content is, whether an earlier page had it, and what is to be learnt from that.
extension CrawlLoop {
  /// The digest of a body that no parser has read; nil unless all of it came, and it is not empty.
  func digest(of response: FetchResponse) -> ContentDigest? {
    guard crawl.plan.duplicates != .ignore, !response.isTruncated, response.body.count > 0,
      Int64(response.body.count) == response.transfer.bodyBytes
    else { return nil }
    return response.body.withBytes { ContentDigest(of: $0) }
  }

  /// The earlier page whose content this one has, if it is an answer that has any.
  func original(of page: PageRow) -> UInt32? {
    guard crawl.plan.duplicates != .ignore, (200..<300).contains(page.status) else { return nil }
    let content = DuplicateIndex.Content(digest: page.digest, text: page.textHash)
    return crawl.duplicates.withLock { $0.original(of: page.url, content) }
  }
}

extension CrawlLoop.Result {
  /// Adds to the report what the page told, and which of its links were new.
  mutating func learn(from page: PageRow, _ discovery: Discovery) {
    guard case .fetched(var answer) = report else { return }
    answer.simhash = page.simhash
    answer.isDuplicate = page.duplicateOf != nil
    if case .links(let facts, _, _) = found {
      answer.hasLinks = !facts.links.isEmpty
      answer.newLinks = discovery.newURLs.count { $0.exclusion == nil }
    }
    report = .fetched(answer)
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
