import Comparison
import Frontier
import Testing
import WebURL
import orbweaver

/// What the runs of a comparison are told, and how fast they may go. Nothing here touches a network.
struct RunArgumentsTests {
  private static let strangers = ["example.org": [ServerAddress(v4: 0xC000_0201)]]
  private static let nobody = HostOwnership(owned: [])

  private func arguments(_ pace: Pace, pages: Int? = nil) -> RunArguments {
    RunArguments(seeds: "list", pace: pace, pages: pages, common: ["--scope", "host"])
  }

  private func line(
    _ arguments: RunArguments, _ mode: Combination.Mode = .async, selector: String = "epoll"
  ) -> [String] {
    arguments.line(
      for: Combination(mode: mode, concurrency: 64, selector: selector, parsers: 2), folder: "r",
      measurements: "m")
  }

  @Test func fullSpeedLiftsEveryLimit() {
    #expect(
      line(arguments(.full)) == [
        "crawl", "--output", "r", "--quiet", "--sitemaps", "ignore", "--traps", "ignore",
        "--measurements", "m", "--concurrency", "64", "--parsers", "2", "--delay", "0",
        "--address-delay", "0", "--per-host", "64", "--per-address", "64", "--scope", "host", "--",
        "list",
      ])
  }

  /// On a host of a stranger nothing is said that would make a run less polite than any crawl.
  @Test func politenessStaysAsItIs() {
    let line = line(arguments(.polite("why"), pages: 7))
    let rude = ["--delay", "--address-delay", "--per-host", "--per-address", "--full-speed"]
    #expect(Set(line).isDisjoint(with: rude))
    #expect(line.contains("--max-pages") && line.contains("7"))
  }

  @Test func modeAndSelectorAreNamed() {
    let line = line(arguments(.full), .threads, selector: "poll")
    #expect(line.joined(separator: " ").contains("--mode threads --selector poll "))
  }

  @Test func knownPagesAreFetchedAndNoLinkIsFollowed() {
    let line = line(arguments(.full, pages: 7).fixed(to: "pages"))
    #expect(line.suffix(4) == ["--depth", "0", "--", "pages"])
    #expect(!line.contains("--max-pages"))
  }

  // MARK: How fast

  @Test func strangersAreNotHammered() {
    let pace = Pace(
      hosts: ["example.org"], addresses: Self.strangers, ownership: Self.nobody, reach: .host)
    #expect(
      pace
        == .polite(
          "example.org is neither on this machine nor on a private network: all runs keep to "
            + "politeness; if it is yours, say --i-own-this-host example.org"))
    // All runs together make no more requests than that.
    let pages = pace.pages(wanted: nil, runs: 46)
    #expect(pages == Pace.requestsOfStrangers / 46)
    #expect(pace.pages(wanted: 3, runs: 46) == 3)
    #expect(pace.pages(wanted: nil, runs: 5_000) == 0)
  }

  @Test func oneStrangerAmongFriendsIsEnough() {
    let addresses = Self.strangers.merging(["localhost": [ServerAddress(v4: 0x7F00_0001)]]) { $1 }
    let pace = Pace(
      hosts: ["localhost", "example.org"], addresses: addresses, ownership: Self.nobody,
      reach: .host)
    #expect(pace != .full)
  }

  @Test(arguments: [("example.org", .full), ("www.example.org", nil)] as [(String, Pace?)])
  func ownersMayGoAsFastAsTheyLike(_ owned: String, _ expected: Pace?) {
    let pace = Pace(
      hosts: ["example.org"], addresses: Self.strangers, ownership: HostOwnership(owned: [owned]),
      reach: .host)
    #expect((pace == .full) == (expected == .full))
    #expect(Pace.full.pages(wanted: nil, runs: 46) == nil)
    #expect(Pace.full.pages(wanted: 1_000, runs: 46) == 1_000)
  }

  /// A crawl that may leave its seeds' hosts may come to those of others.
  @Test func whereLinksMayLeadCounts() {
    let local = ["127.0.0.1": [ServerAddress(v4: 0x7F00_0001)]]
    func pace(_ hosts: [String], _ owned: [String], _ reach: Scope.Reach) -> Pace {
      Pace(
        hosts: hosts, addresses: local, ownership: HostOwnership(owned: owned), reach: reach)
    }
    #expect(pace(["127.0.0.1"], [], .host) == .full)
    #expect(pace(["127.0.0.1"], [], .prefix) == .full)
    #expect(pace(["127.0.0.1"], [], .any) != .full)
    #expect(pace(["127.0.0.1"], [], .domain) != .full)
    #expect(pace(["www.example.org"], ["www.example.org"], .domain) != .full)
    #expect(pace(["www.example.org"], ["*.example.org"], .domain) == .full)
    #expect(pace(["www.example.org"], ["*.example.org"], .any) != .full)
  }
}
