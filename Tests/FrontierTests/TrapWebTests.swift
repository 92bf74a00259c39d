import Frontier
import SyntheticWeb
import Testing

/// A site with eight kinds of traps, each without end, beside real pages.
@Suite(.timeLimit(.minutes(5))) struct TrapWebTests {
  private static let small = TrapShape(
    sections: 1_500, articles: 1_500, wikiPages: 1_500, goods: 100)
  private static let large = TrapShape(
    sections: 10_000, articles: 5_000, wikiPages: 20_000, goods: 200)

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func theCrawlEndsWithWhatIsRealAndLittleElse(seed: UInt64) throws {
    var crawl = try TrapCrawl(TrapSite(Self.small, seed: seed))
    let hasEnded = crawl.run(atMost: 10_000)
    #expect(hasEnded, "seed \(seed): no end")
    check(crawl, seed)
  }

  private func check(_ crawl: TrapCrawl, _ seed: UInt64) {
    let summary = """
      seed \(seed): \(crawl.fetches) fetches, \(crawl.found.count) of \(crawl.site.realPages) real pages, \
      \(crawl.waste) wasted: \(crawl.wasted.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key) \($0.value)" }), \
      \(crawl.exclusions.filter { $0.key.hasPrefix("trap") })
      """
    #expect(crawl.found.count * 100 >= crawl.site.realPages * 99, "\(summary)")
    #expect(crawl.found.count <= crawl.site.realPages, "\(summary)")
    #expect(crawl.waste * 10 < crawl.fetches, "\(summary)")
    #expect(crawl.fetches == crawl.found.count + crawl.waste, "\(summary)")
    #expect(crawl.fetches == crawl.bench.frontier.counts.fetched, "\(summary)")
  }

  /// Walks of many pages at once go over each other's steps.
  @Test(arguments: [1, 16, 64, 256]) func manyFetchesAtOnceAreNoTrouble(concurrency: Int) throws {
    var crawl = try TrapCrawl(TrapSite(Self.small, seed: UInt64(concurrency)))
    let hasEnded = crawl.run(concurrency: concurrency, atMost: 30_000)
    #expect(hasEnded)
    #expect(crawl.found.count * 100 >= crawl.site.realPages * 99, "\(crawl.found.count)")
    #expect(crawl.waste < 300 + 60 * concurrency, "\(crawl.wasted)")
  }

  @Test func largeSitesAreNotCut() throws {
    var crawl = try TrapCrawl(TrapSite(Self.large, seed: 1))
    let hasEnded = crawl.run(concurrency: 16, atMost: 100_000)
    #expect(hasEnded)
    check(crawl, 1)
  }

  /// What is held against traps is what ends them: without it the crawl goes on, with each of them.
  @Test func withoutRulesThereIsNoEnd() throws {
    var crawl = try TrapCrawl(TrapSite(Self.small, seed: 1)) { $0.traps = nil }
    let hasEnded = crawl.run(atMost: 8_000)
    #expect(!hasEnded)
    #expect(crawl.waste > 4_000, "\(crawl.wasted)")
  }
}
