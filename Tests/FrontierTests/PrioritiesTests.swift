import Frontier
import Testing

@Suite struct PrioritiesTests {
  private func score(
    _ url: String = "http://a.test/docs/x", boosts: [String] = [], depth: UInt16 = 0,
    sitemap: UInt16? = nil, inlinks: Int = 0
  ) throws -> Int {
    let priorities = Priorities(boosts: try boosts.map { try Boost($0) })
    let bytes = Array(url.utf8)
    return priorities.score(
      of: bytes.span, depth: depth, sitemapPriority: sitemap, inlinks: inlinks)
  }

  @Test(arguments: [(0, 8), (1, 7), (5, 3), (6, 2), (7, 2), (UInt16.max, 2)])
  func eachLinkFromTheSeedTakesOne(_ depth: UInt16, _ expected: Int) throws {
    #expect(try score(depth: depth) == expected)
  }

  @Test(arguments: [
    (0, 6), (124, 6), (125, 7), (374, 7), (375, 8), (500, 8), (624, 8), (625, 9), (874, 9),
    (875, 10), (1000, 10), (UInt16.max, 10),
  ])
  func aSitemapMovesByTwoAtMost(_ priority: UInt16, _ expected: Int) throws {
    #expect(try score(sitemap: priority) == expected)
  }

  @Test(arguments: [
    (-1, 8), (0, 8), (1, 8), (2, 9), (3, 9), (4, 10), (8, 11), (15, 11), (16, 12), (Int.max, 12),
  ])
  func eachDoublingOfInlinksAddsOne(_ inlinks: Int, _ expected: Int) throws {
    #expect(try score(inlinks: inlinks) == expected)
  }

  @Test func boostsThatMatchAddUp() throws {
    let boosts = ["/docs/=3", #"\.pdf$=-5"#, "x=1", "y=7"]
    #expect(try score(boosts: boosts) == 12)
    #expect(try score("http://a.test/docs/b.pdf", boosts: boosts) == 6)
    #expect(try score("http://a.test/", boosts: boosts) == 8)
  }

  @Test func theScoreStaysWithinItsLevels() throws {
    #expect(try score(boosts: ["a=100"], depth: 6, sitemap: 0) == 15)
    #expect(try score(boosts: ["a=-100"], sitemap: 1000, inlinks: 1_000) == 0)
    #expect(try score(boosts: ["a=100", "test=-95"]) == 13)
    #expect(try score(sitemap: 1000, inlinks: 1_000) == 14)
  }
}

@Suite struct BoostTests {
  @Test(arguments: [
    ("/docs/=4", "/docs/", 4), (#"[?&]page=\d+=-3"#, #"[?&]page=\d+"#, -3), ("a=+7", "a", 7),
    ("a==100", "a=", 100),
  ])
  func theLastEqualsSignDivides(_ text: String, _ pattern: String, _ points: Int) throws {
    let boost = try Boost(text)
    #expect(boost.pattern == pattern)
    #expect(boost.points == points)
    #expect(try Boost(boost.text) == boost)
  }

  @Test(arguments: ["", "a", "=3", "a=", "a=x", "a=101", "a=-101", "a=1.5", "a= 1"])
  func whatIsNoBoost(_ text: String) {
    let error = #expect(throws: Boost.SyntaxError.self) { _ = try Boost(text) }
    #expect(error?.description.contains("from -100 to 100") == true)
  }

  @Test func aBadExpressionSaysWhatAndWhere() {
    let error = #expect(throws: Boost.SyntaxError.self) { _ = try Boost("a(b=3") }
    #expect(error?.description.contains("'a(b'") == true)
    #expect(error?.description.contains("at 3") == true)
  }
}
