import Frontier
import Robots
import Testing
import WebURL

/// Sitemaps in the frontier: what is fetched, when, and on whose word.
@Suite struct SitemapTests {
  private func name(
    _ urls: [String], _ bench: FrontierBench, from source: SitemapSource = .option
  ) -> [String] {
    let key = FingerprintKey(1, 2)
    var resolver = LinkResolver(rules: .standard, key: key)
    var (links, text): ([LinkFact], [UInt8]) = ([], [])
    for url in urls {
      guard let link = resolver.resolve(Array(url.utf8).span) else { continue }
      links.append(
        LinkFact(
          fingerprint: link.fingerprint, originFingerprint: link.originFingerprint,
          textOffset: UInt32(text.count), textLength: UInt32(link.length),
          originLength: UInt16(link.originLength), count: 1, kind: .sitemap, relation: []))
      resolver.withCanonical { for index in $0.indices { text.append($0[index]) } }
    }
    let found = bench.frontier.discoverSitemaps(links, text: text, from: source, now: bench.time)
    return found.newSitemaps.map { new in
      let url = String(decoding: text[links[new.link].textRange], as: UTF8.self)
      return new.exclusion.map { "\(url) \($0)" } ?? url
    } + (found.leftOut > 0 ? ["\(found.leftOut) left out"] : [])
  }

  @Test func comeBeforeThePagesOfTheirHost() throws {
    let bench = try FrontierBench()
    bench.discover(["http://a.test/1"])
    #expect(name(["http://a.test/s", "http://a.test/t", "http://a.test/s"], bench).count == 2)
    #expect(name(["http://a.test/t"], bench) == [])
    #expect(
      bench.run() == ["http://a.test/s", "http://a.test/t", "http://a.test/", "http://a.test/1"])
    // They are no URLs of the crawl.
    #expect(bench.frontier.counts.known == 2)
    #expect(bench.frontier.counts.fetched == 2)
  }

  @Test func areWaitedFor() throws {
    let bench = try FrontierBench()
    _ = bench.run()
    #expect(bench.step() == "drained")
    _ = name(["http://b.test/s"], bench)
    #expect(bench.step() == "http://b.test/s")
    #expect(bench.step() == "drained")
  }

  @Test func pausesAndRobotsHoldForThemToo() throws {
    let bench = try FrontierBench(seeds: []) {
      $0.politeness.obeysRobots = true
      $0.politeness.pause = .fixed(.seconds(1))
    }
    bench.frontier.widenScope(by: try #require(WebURL("http://a.test/")))
    bench.discover(["http://a.test/"], kind: .seed, from: .seeds)
    let text = Array("User-agent: *\nDisallow: /no\n".utf8)
    let rules = RobotsRules(parsing: text.span, for: "x")
    #expect(
      bench.nextLease { _ in .robots(rules, responseTime: nil) } == "0 http://a.test/robots.txt")
    _ = name(["http://a.test/no/1"], bench, from: SitemapSource(.robots, host: 1))
    _ = name(["http://a.test/no/2"], bench, from: SitemapSource(.index, host: 1, parent: 1))
    _ = name(["http://a.test/no/3"], bench, from: SitemapSource(.robots, host: 1, depth: 0))
    _ = name(["http://a.test/no/4"], bench)
    #expect(bench.nextLease() == "1000 http://a.test/no/1")
    #expect(bench.nextLease() == "2000 http://a.test/no/3")
    #expect(bench.nextLease() == "3000 http://a.test/no/4")
    #expect(bench.nextLease() == "4000 http://a.test/")
    let excluded = bench.verdicts.filter {
      if case .sitemapExcluded(.robots) = $0.kind { true } else { false }
    }
    #expect(excluded.map(\.id) == [2])
  }

  @Test func scopeDependsOnWhoNamesThem() throws {
    let bench = try FrontierBench()
    bench.discover(["http://b.test/", "http://c.test/"])
    let (inside, outside): (UInt32, UInt32) = (1, 2)
    #expect(
      name(["http://x.test/1"], bench, from: SitemapSource(.robots, host: inside)) == [
        "http://x.test/1"
      ])
    for origin in [SitemapOrigin.robots, .wellKnown] {
      #expect(name(["http://b.test/2"], bench, from: SitemapSource(origin, host: outside)) == [])
    }
    #expect(
      name(
        ["http://b.test/3", "http://c.test/3", "http://a.test/3"], bench,
        from: SitemapSource(.index, host: outside))
        == ["http://b.test/3", "http://c.test/3 scope: host", "http://a.test/3"])
  }

  @Test func indexesEnd() throws {
    let bench = try FrontierBench {
      $0.maximumSitemaps = 3
      $0.maximumSitemapDepth = 2
    }
    #expect(name(["http://a.test/1"], bench).count == 1)
    let deep = SitemapSource(.index, host: 1, depth: 3)
    #expect(name(["http://a.test/2"], bench, from: deep) == ["http://a.test/2 depth: more than 2"])
    let far = SitemapSource(.redirect, host: 1, hops: 11)
    #expect(
      name(["http://a.test/3", "http://a.test/4", "http://a.test/5"], bench, from: far) == [
        "http://a.test/3 redirects: too many", "2 left out",
      ])
  }

  @Test func failuresAreTriedAgainAndThenGivenUp() throws {
    let bench = try FrontierBench { $0.politeness.tries = 3 }
    _ = bench.run()
    _ = name(["http://a.test/s"], bench)
    var reports: [Report] = [
      .refused(reason: "http 503", retryAfter: .seconds(5)), .unreachable(reason: "timeout"),
      .unreachable(reason: "timeout"),
    ]
    let asked = bench.run { _ in reports.removeFirst() }
    #expect(asked.count == 3)
    #expect(bench.now == 7000)
    // The host rests once more, its pages too.
    bench.now = 11_000
    _ = name(["http://a.test/t"], bench)
    #expect(bench.step { _ in .returned } == "http://a.test/t")
    #expect(bench.step { _ in .failed(reason: "tls") } == "http://a.test/t")
    #expect(bench.step() == "drained")
  }

  @Test func areGivenUpWithTheirHost() throws {
    let bench = try FrontierBench {
      $0.politeness.obeysRobots = true
      $0.politeness.tries = 1
    }
    _ = name(["http://a.test/s"], bench)
    _ = bench.run { _ in .failed(reason: "dns") }
    let failed = bench.verdicts.filter {
      if case .sitemapFailed = $0.kind { true } else { false }
    }
    #expect(failed.map(\.id) == [1])
    #expect(bench.frontier.counts.failed == 1)
  }
}
