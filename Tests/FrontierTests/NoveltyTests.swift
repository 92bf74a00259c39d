import Frontier
import Testing
import WebURL

/// What becomes of groups of like URLs, one rule at a time.
@Suite struct NoveltyTests {
  private func bench(
    _ configure: (inout FrontierSettings) -> Void = { _ in }
  ) throws -> FrontierBench {
    try FrontierBench {
      $0.traps = TrapRules(key: 7)
      configure(&$0)
    }
  }

  private func answer(_ simhash: UInt64?, isDuplicate: Bool = false) -> Report {
    var answer = Report.Answer(responseTime: .zero)
    (answer.status, answer.simhash, answer.isDuplicate) = (200, simhash, isDuplicate)
    return .fetched(answer)
  }

  /// Simhashes far from each other.
  private func far(_ number: Int) -> UInt64 {
    var mixed = UInt64(number) &+ 1
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Fetches until nothing is left; each page links to what the closure says.
  private func run(
    _ bench: FrontierBench, limit: Int = 2000, _ page: (String) -> (links: [String], UInt64?)
  ) -> (urls: [String], reasons: Set<String>) {
    var (fetched, reasons): ([String], Set<String>) = ([], [])
    while fetched.count < limit, bench.frontier.counts.queued > 0 {
      let taken = bench.take()
      for case .excluded(let exclusion) in bench.verdicts.map(\.kind) {
        reasons.insert(exclusion.description)
      }
      bench.verdicts.removeAll()
      // Nil where so many were refused that others have their turn.
      guard let (lease, work) = taken else { continue }
      fetched.append(work.url)
      let (links, simhash) = page(work.url)
      bench.discover(links, from: LinkSource(page: work.id, depth: work.depth + 1))
      bench.end((lease, work), answer(simhash))
    }
    return (fetched, reasons)
  }

  @Test func aChainOfPagesThatSayTheSameEnds() throws {
    let bench = try bench()
    let (fetched, reasons) = run(bench) { url in
      let number = Int(url.split(separator: "=").last ?? "") ?? 0
      return (["http://a.test/list?page=\(number + 1)"], 5)
    }
    #expect(fetched.count < 20)
    #expect(reasons == ["trap: pattern /list?page stopped being new"])
  }

  @Test func aChainOfPagesThatSaySomethingElseDoesNot() throws {
    let bench = try bench()
    let (fetched, _) = run(bench) { url in
      let number = Int(url.split(separator: "=").last ?? "") ?? 0
      return (number < 1000 ? ["http://a.test/list?page=\(number + 1)"] : [], far(number))
    }
    #expect(fetched.count == 1001)
  }

  /// The same text with new links beside it is a list of what is new.
  @Test func pagesThatSayTheSameButLeadElsewhereGoOn() throws {
    let bench = try bench()
    let (fetched, _) = run(bench, limit: 5000) { url in
      guard url.contains("list") || url.hasSuffix("test/") else {
        return ([], far(Int(url.split(separator: "/").last ?? "") ?? 0))
      }
      let number = Int(url.split(separator: "=").last ?? "") ?? 0
      return (
        (number < 200 ? ["http://a.test/list?page=\(number + 1)"] : [])
          + ["http://a.test/item/\(number)/"], 5
      )
    }
    #expect(fetched.count == 402)
  }

  @Test func copiesWithoutLinksLastLongerAndEnd() throws {
    let bench = try bench()
    let items = (0..<400).map { "http://a.test/print/\($0)" }
    let (fetched, _) = run(bench) { $0.hasSuffix("test/") ? (items, far(0)) : ([], 9) }
    #expect((48...70).contains(fetched.count), "\(fetched.count)")
  }

  @Test func aGroupThatIsNewAgainIsFetchedAgain() throws {
    let bench = try bench()
    let items = (0..<5000).map { "http://a.test/item/\($0)" }
    let (fetched, _) = run(bench, limit: 5000) { url in
      guard let number = Int(url.split(separator: "/").last ?? "") else { return (items, far(0)) }
      return ([], number < 1000 ? 9 : far(number))
    }
    // The probe at 1,024 refused ones finds it; up to there a handful, from there all.
    #expect(fetched.count > 3500, "\(fetched.count)")
    #expect(fetched.count < 4100, "\(fetched.count)")
  }

  /// A full tree with URLs that say nothing of it: its end is found by walking down.
  @Test func aFiniteTreeIsFetchedWhole() throws {
    let bench = try bench()
    let (fetched, reasons) = run(bench, limit: 20_000) { url in
      let number = Int(url.split(separator: "-").last ?? "") ?? 0
      let children = (1...20).map { number * 20 + $0 }.filter { $0 <= 8420 }
      return (children.map { "http://a.test/node/node-\($0)" }, far(number))
    }
    #expect(fetched.count == 8421)
    #expect(reasons.isEmpty)
  }

  /// Everything links to everything by the same chance: only that ways meet tells that it ends.
  @Test(arguments: 1...10 as ClosedRange<Int>) func aRandomWebIsFetchedWhole(seed: Int) throws {
    let bench = try bench { $0.traps = TrapRules(key: UInt64(seed)) }
    let size: UInt64 = 5000
    let (fetched, reasons) = run(bench, limit: 20_000) { url in
      let number = Int(url.split(separator: "_").last ?? "") ?? 0
      let links = (0..<20).map { far((number * 20 + $0) &* 31 &+ seed &* 7_777_777) % size }
      return (links.map { "http://a.test/wiki/word_\($0)" }, far(number))
    }
    #expect(fetched.count > 4990, "seed \(seed)")
    #expect(reasons.isEmpty, "seed \(seed)")
  }

  @Test(arguments: CrawlOrder.allCases) func randomNamesWithoutEndEnd(order: CrawlOrder) throws {
    let bench = try bench { $0.order = order }
    var serial = 0
    let (fetched, reasons) = run(bench, limit: 2000) { url in
      let links = (0..<20).map { _ in
        serial += 1
        return "http://a.test/x/\(String(far(serial) % 9_999_991, radix: 36))"
      }
      return (links, far(serial))
    }
    #expect(fetched.count < 120, "\(fetched.count)")
    #expect(reasons.contains("trap: pattern /x/… has no end"))
  }

  @Test func redirectsWithoutEndEnd() throws {
    let bench = try bench()
    bench.discover((0..<500).map { "http://a.test/go/\($0)" })
    var count = 0
    while let (lease, work) = bench.take() {
      count += 1
      if work.url.contains("/go/") {
        let source = LinkSource(page: work.id, depth: 1, hops: work.hops + 1)
        bench.discover(["http://a.test/go/\(count + 1000)"], kind: .redirect, from: source)
      }
      bench.end((lease, work), answer(nil))
    }
    #expect(count < 50, "\(count)")
  }

  @Test func redirectsToPagesGoOn() throws {
    let bench = try bench()
    bench.discover((0..<500).map { "http://a.test/item/\($0)" })
    var count = 0
    while let (lease, work) = bench.take() {
      count += 1
      let number = Int(work.url.split(separator: "/").last ?? "") ?? 1000
      if number < 500 {
        let source = LinkSource(page: work.id, depth: 1, hops: work.hops + 1)
        bench.discover(["http://a.test/item/\(number + 1000)"], kind: .redirect, from: source)
      }
      bench.end((lease, work), answer(number < 500 ? nil : far(number)))
    }
    #expect(count == 1001)
  }

  @Test func ofSessionNumbersOneIsFetched() throws {
    let bench = try bench()
    let numbers = ["0123456789abcdef0", "fedcba98765432100"]
    for (before, after) in [
      ("/a?sid=", ""), ("/b?x=1&PHPSESSID=", "&y=2"), ("/c;jsessionid=", "?x"), ("/(S(", "))/d"),
    ] {
      let first = bench.discover(["http://a.test\(before)\(numbers[0])\(after)"])
      let second = bench.discover(["http://a.test\(before)\(numbers[1])\(after)"])
      #expect(first.newURLs.map(\.exclusion) == [nil], "\(before)")
      #expect(second.newURLs.map(\.exclusion) == [.trap(.session)], "\(before)")
    }
    // Other pages, stories, and what stands without a number.
    let others = bench.discover([
      "http://a.test/e?sid=\(numbers[1])", "http://a.test/a?sid=12345", "http://a.test/a?sid=12346",
      "http://a.test/a", "http://a.test/a?title=0123456789abcdef0",
      "http://a.test/a?title=0123456789abcdef1",
    ])
    #expect(others.newURLs.allSatisfy { $0.exclusion == nil })
  }

  /// Each URL is redirected to itself with a new number, as where cookies are not taken.
  @Test func aSiteThatRedirectsToSessionNumbersIsFetched() throws {
    let bench = try bench()
    var pages: Set<String> = []
    bench.discover((0..<50).map { "http://a.test/page-\($0)" })
    var serial = 0
    while let (lease, work) = bench.take(), serial < 1000 {
      serial += 1
      if work.url.contains("sid") {
        pages.insert(String(work.url.prefix { $0 != "?" }))
        let number = "\(far(serial))0123456789"
        bench.discover(
          (0..<50).map { "http://a.test/page-\($0)?sid=\(number)" },
          from: LinkSource(page: work.id, depth: 1))
      } else {
        let source = LinkSource(page: work.id, depth: 1, hops: 1)
        bench.discover(["\(work.url)?sid=\(far(serial))0123456789"], kind: .redirect, from: source)
      }
      bench.end((lease, work), answer(work.url.contains("sid") ? far(serial) : nil))
    }
    #expect(pages.count == 51)
    #expect(serial < 160, "\(serial)")
  }
}
