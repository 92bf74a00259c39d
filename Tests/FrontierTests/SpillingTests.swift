import Frontier
import Robots
import Spill
import TestSupport
import Testing

/// What waits beyond the memory limit goes to a file, and comes back as if nothing had been.
@Suite struct SpillingTests {
  /// A crawl of random links, as the sequence of what was fetched.
  private func crawl(
    seed: UInt64, order: CrawlOrder, memory: Int, hosts: UInt64
  ) throws -> (fetched: [String], footprint: FrontierFootprint) {
    var generator = SeededGenerator(seed: seed)
    let bench = try FrontierBench(seeds: (0..<hosts).map { "http://h\($0).test/" }, reach: .any) {
      $0.order = order
      $0.memory = memory
      $0.spillDirectory = "/tmp"
    }
    var fetched: [String] = []
    while true {
      let said = bench.step { _ in
        generator.next() % 50 == 0 ? .unreachable(reason: "reset") : .fetched(responseTime: .zero)
      }
      if said == "drained" { return (fetched, bench.frontier.footprint) }
      if said.hasPrefix("wait ") {
        bench.now += 1
        continue
      }
      fetched.append(said)
      guard fetched.count < 400 else { continue }
      bench.discover(
        (0..<14).map { _ in
          let length = Int(generator.next() % 200)
          return "http://h\(generator.next() % hosts).test/\(generator.next() % 40_000)/"
            + String(repeating: "x", count: length)
        })
    }
  }

  @Test(arguments: CrawlOrder.allCases, [1, UInt64.random(in: 2 ... .max)])
  func nothingChangesByIt(order: CrawlOrder, seed: UInt64) throws {
    for hosts: UInt64 in [1, 40] {
      let inMemory = try crawl(seed: seed, order: order, memory: .max, hosts: hosts)
      let onDisk = try crawl(seed: seed, order: order, memory: 0, hosts: hosts)
      #expect(inMemory.fetched == onDisk.fetched, "seed \(seed)")
      #expect(inMemory.footprint.disk == 0)
      #expect(onDisk.footprint.disk > 30_000, "seed \(seed)")
      #expect(Set(onDisk.fetched).count > 3_000, "seed \(seed)")
    }
  }

  @Test func aLongPathIsQueuedLikeAnyOther() throws {
    let bench = try FrontierBench {
      $0.maximumURLLength = .max
      $0.memory = 0
      $0.spillDirectory = "/tmp"
    }
    let paths = [65_000, 65_600, 5_000, 4_000].map { String(repeating: "y", count: $0) }
    let found = bench.discover(paths.map { "http://a.test/" + $0 })
    #expect(found.newURLs.map(\.exclusion) == [nil, .length, nil, nil])
    let expected = [""] + [paths[0], paths[2], paths[3]]
    #expect(bench.run() == expected.map { "http://a.test/" + $0 })
  }

  @Test func aFolderThatCannotBeWrittenEndsTheCrawl() throws {
    let bench = try FrontierBench {
      $0.memory = 0
      $0.spillDirectory = "/nowhere"
    }
    for number in 0..<3 {
      bench.discover((0..<100).map { "http://a.test/\(number)/\($0)" })
    }
    #expect(bench.frontier.failure?.description.contains("/nowhere") == true)
    #expect(bench.step() == "drained")
    // What waits is counted as before: it stands in the crawl's database.
    #expect(bench.frontier.counts.queued == 301)
  }

  /// What robots.txt files say goes there as well, and is obeyed as before.
  @Test func rulesComeBack() throws {
    let hosts = 300
    let bench = try FrontierBench(seeds: (0..<hosts).map { "http://h\($0).test/" }, reach: .any) {
      $0.memory = 0
      $0.spillDirectory = "/tmp"
      $0.politeness.obeysRobots = true
    }
    let answer = { (work: Work) -> Report in
      guard work.purpose == .robots else { return .fetched(responseTime: .zero) }
      let text =
        "User-agent: *\nDisallow: /no\nAllow: /\(work.host)/index.html\nDisallow: /\(work.host)"
      return .robots(
        RobotsRules(parsing: Array(text.utf8).span, for: "orbweaver"), responseTime: nil)
    }
    #expect(bench.run(answer).count == hosts * 2)
    for round in 0..<3 {
      for host in 0..<hosts {
        let number = host + 1
        bench.discover(
          [
            "no/\(round)", "\(number)/", "\(number)/\(round)", "yes/\(round)",
          ].map { "http://h\(host).test/\($0)" })
      }
      #expect(bench.frontier.footprint.rules < 100_000)
      #expect(bench.run(answer).count == hosts * (round == 0 ? 2 : 1))
    }
    let lines = Set(bench.verdicts.map { "\($0.kind)" })
    #expect(lines.count == hosts + 1)
    #expect(bench.frontier.footprint.disk > 10_000)
  }
}
