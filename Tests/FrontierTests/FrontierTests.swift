import Frontier
import Robots
import Testing
import WebURL

@Suite struct FrontierTests {
  @Test func leasesEachURLOnceBreadthFirst() throws {
    let bench = try FrontierBench()
    #expect(bench.step() == "http://a.test/")
    bench.discover(["http://a.test/1", "http://a.test/2", "http://a.test/1#x", "http://a.test/"])
    bench.discover(["http://a.test/3", "http://a.test/2"])
    #expect(bench.run() == ["http://a.test/1", "http://a.test/2", "http://a.test/3"])
    #expect(bench.frontier.counts.fetched == 4)
    #expect(bench.frontier.counts.known == 4)
  }

  @Test func repeatsGetTheIdOfTheFirst() throws {
    let bench = try FrontierBench()
    let discovery = bench.discover(["http://a.test/1", "http://b.test/", "http://a.test/1"])
    #expect(discovery.targets == [2, 3, 2])
    #expect(discovery.newURLs.map(\.id) == [2, 3])
    #expect(discovery.newHosts.map(\.origin.href) == ["http://b.test/"])
  }

  @Test func hostsTakeTurns() throws {
    let bench = try FrontierBench(seeds: ["http://a.test/", "http://b.test/"])
    bench.discover((0..<3).map { "http://a.test/\($0)" } + ["http://b.test/0"])
    let order = bench.run().map { $0.contains("a.test") ? "a" : "b" }.joined()
    #expect(order == "ababaa")
  }

  @Test func depthNofollowAndKindAreJudgedByTheBestLink() throws {
    let bench = try FrontierBench { $0.maximumDepth = 2 }
    let deep = LinkSource(page: 1, depth: 3)
    let excluded = [
      bench.discover(["http://a.test/deep"], from: deep),
      bench.discover(["http://a.test/nofollow"], relation: .nofollow),
      bench.discover(["http://a.test/meta"], relation: .pageNofollow),
      bench.discover(["http://a.test/image"], kind: .image),
      bench.discover(["http://a.test/post"], kind: .postForm),
    ].map { $0.newURLs.first?.exclusion?.description ?? "queued" }
    #expect(
      excluded == [
        "depth: more than 2", "nofollow", "nofollow", "kind: not followed", "kind: not followed",
      ])
    #expect(bench.frontier.counts.excluded == 5)
    let better = bench.discover([
      "http://a.test/deep", "http://a.test/nofollow", "http://a.test/image",
    ])
    #expect(better.newURLs.isEmpty)
    #expect(better.admitted.map(\.id) == [2, 3, 5])
    #expect(bench.run().count == 4)
    #expect(bench.frontier.counts.excluded == 2)
  }

  @Test func assetsAreFollowedOnRequestButFormsAreNeverPosted() throws {
    let bench = try FrontierBench { $0.followsAssets = true }
    bench.discover(["http://a.test/i.png"], kind: .image)
    bench.discover(["http://a.test/search"], kind: .form)
    bench.discover(["http://a.test/order"], kind: .postForm)
    #expect(bench.run() == ["http://a.test/", "http://a.test/i.png", "http://a.test/search"])
  }

  @Test func longURLsAndLongRedirectChainsEnd() throws {
    let bench = try FrontierBench { $0.maximumURLLength = 30 }
    let long = bench.discover(["http://a.test/" + String(repeating: "x", count: 40)])
    #expect(long.newURLs.first?.exclusion == .length)
    let hops = bench.discover(
      ["http://a.test/r"], kind: .redirect, from: LinkSource(page: 1, depth: 0, hops: 11))
    #expect(hops.newURLs.first?.exclusion == .redirects)
  }

  @Test func thePageBudgetIsKept() throws {
    let bench = try FrontierBench { $0.maximumPages = 3 }
    bench.discover((0..<10).map { "http://a.test/\($0)" })
    #expect(bench.run().count == 3)
    #expect(bench.frontier.counts.queued == 8)
  }

  @Test func aStoppedFrontierGrantsNothingAndLosesNothing() throws {
    let bench = try FrontierBench()
    bench.discover(["http://a.test/1"])
    let frontier = bench.frontier
    let said = bench.step { _ in
      frontier.stop()
      return .returned
    }
    #expect(said == "http://a.test/")
    #expect(bench.step() == "drained")
    #expect(bench.frontier.counts.queued == 2)
  }

  @Test func hostsStayOnTheirLoop() throws {
    let bench = try FrontierBench(seeds: (0..<6).map { "http://h\($0).test/" }) { $0.loops = 2 }
    var served: [String] = []
    while true {
      let said = bench.step(loop: 1)
      if said.hasPrefix("wait") || said == "drained" { break }
      served.append(said)
    }
    #expect(served == ["http://h1.test/", "http://h3.test/", "http://h5.test/"])
    #expect(bench.frontier.counts.queued == 3)
  }

  @Test func droppingALeaseTraps() async {
    await #expect(processExitsWith: .failure) {
      let bench = try FrontierBench()
      var verdicts: [Verdict] = []
      _ = bench.frontier.next(now: bench.time, verdicts: &verdicts)
    }
  }

  /// A hostile parser process may call anything an origin.
  @Test func anOriginThatIsNoneIsOutOfScope() throws {
    let bench = try FrontierBench(reach: .any)
    var discovery = Discovery()
    let text = Array("garbage://[".utf8)
    let link = LinkFact(
      fingerprint: 77, originFingerprint: 78, textOffset: 0, textLength: UInt32(text.count),
      originLength: UInt16(text.count), count: 1, kind: .anchor, relation: [])
    bench.frontier.discover(
      [link], text: text, from: LinkSource(page: 1, depth: 1), now: bench.time, into: &discovery)
    #expect(discovery.newURLs.first?.exclusion == .scope(.any))
  }
}
