import Fetcher
import Frontier
import ParserPool

/// A sitemap's way: named, fetched like a page, read by a parser process, its URLs handed in.
extension CrawlLoop {
  /// Bytes of a sitemap that are fetched: one more than are read shows that there are too many.
  static let maximumSitemapBytes = 52_428_800 + 1

  func crawlSitemap(_ work: Work) async -> Judgement {
    let request = FetchRequest(
      url: work.url, wanted: .prefix(Self.maximumSitemapBytes), host: work.host)
    let outcome = await fetcher.fetch(request)
    switch judge.judgeSitemap(work, outcome, at: .now) {
    case .done(let judgement): return judgement
    case .parse(let type, let fetched):
      guard case .response(let response) = outcome else { preconditionFailure("nothing to parse") }
      switch await parse(work, response, as: type) {
      case .sitemap(let facts, _): return judge.judge(work, fetched, parsed: facts)
      case .failed(let failure):
        if let end = await endOfParsers(failure) { return end }
        return judge.judgeSitemap(fetched, unparsed: failure)
      case .parsed: preconditionFailure("a sitemap was asked for")
      }
    }
  }
}
