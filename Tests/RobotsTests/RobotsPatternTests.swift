import Robots
import TestSupport
import Testing

@Suite struct RobotsPatternTests {
  private func isDisallowed(_ path: String, by pattern: String) -> Bool {
    let text = Array("User-agent: *\nDisallow: \(pattern)\n".utf8)
    let path = Array(path.utf8)
    let rules = RobotsRules(parsing: text.span, for: "x")
    return !rules.verdict(forPathAndQuery: path.span).isAllowed
  }

  /// The definition, tried in every way: a star eats nothing or one byte more.
  private func matches(_ path: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    guard let sign = pattern.first else { return true }
    let rest = pattern.dropFirst()
    if sign == UInt8(ascii: "$"), rest.isEmpty { return path.isEmpty }
    if sign == UInt8(ascii: "*") {
      return matches(path, rest) || (!path.isEmpty && matches(path.dropFirst(), pattern))
    }
    return path.first == sign && matches(path.dropFirst(), rest)
  }

  /// Short patterns and paths of few letters, where every trap is frequent (seeded).
  @Test(arguments: [1, 2, 20_220_909] as [UInt64])
  func agreesWithTheDefinition(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func word(_ letters: String, upTo length: Int) -> String {
      let letters = Array(letters)
      return String(
        (0..<Int.random(in: 0...length, using: &random)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &random)]
        })
    }
    var matched = 0
    for _ in 0..<20_000 {
      let pattern = "/" + word("aab**$", upTo: 9)
      let path = "/" + word("aab$", upTo: 12)
      let expected = matches(Array(path.utf8)[...], Array(pattern.utf8)[...])
      matched += expected ? 1 : 0
      #expect(isDisallowed(path, by: pattern) == expected, "seed \(seed): \(pattern) on \(path)")
    }
    #expect((1_000..<19_000).contains(matched))
  }

  enum Hostile: CaseIterable {
    case manyStars
    case almostFound
    case onlyStars
    case manyPatterns
    case longPrefixes

    /// A file that costs as much as its kind can; all but the first three are as long as is read.
    var text: String {
      let long = String(repeating: "a", count: 8_000)
      let lines: [String] =
        switch self {
        case .manyStars: ["/b" + String(repeating: "*a", count: 8_000) + "*b*b"]
        case .almostFound: ["/b*" + long + "b*" + long]
        case .onlyStars: ["/b" + String(repeating: "*", count: 16_000) + "a$"]
        case .manyPatterns: Array(repeating: "*aab*ab", count: 30_000)
        case .longPrefixes: Array(repeating: "/b" + long + "b", count: 60)
        }
      return "User-agent: *\n" + lines.map { "Disallow:\($0)\n" }.joined()
    }
  }

  /// Has all the letters of the patterns, and all their pairs, so that only the search itself can
  /// refuse it, and that not before its end.
  private func hostilePath(length: Int) -> [UInt8] {
    Array(("/b" + String(repeating: "a", count: length - 3) + "b").utf8)
  }

  /// The worst case, by counting: each pattern costs twice the path at most, and all of them no more
  /// than the limit and one pattern. The path is as long as the frontier lets it be.
  @Test(arguments: Hostile.allCases) func isBounded(in hostile: Hostile) {
    let text = Array(hostile.text.utf8)
    let path = hostilePath(length: 8_192)
    #expect(text.count < RobotsRules.sizeLimit)
    let rules = RobotsRules(parsing: text.span, for: "x")
    let steps = rules.steps(forPathAndQuery: path.span)
    let verdict = rules.verdict(forPathAndQuery: path.span)
    #expect(steps <= 2_000_000 + 2 * path.count)
    #expect(verdict.isBrokenOff == (hostile == .manyPatterns))
    #expect(verdict.isAllowed == (hostile != .manyPatterns), "what nobody knows is not allowed")
    // Stars alone are no search: they ask for nothing.
    #expect(steps > (hostile == .onlyStars ? 0 : path.count / 2))
    // A path of the usual length costs so little that even this file is read to its end.
    let short = hostilePath(length: 26)
    let costs = rules.steps(forPathAndQuery: short.span)
    #expect(costs <= 2_000_000)
    let shortVerdict = rules.verdict(forPathAndQuery: short.span)
    #expect(!shortVerdict.isBrokenOff)
  }

  /// Exponential or even quadratic work would hardly end here. The path has all the letters of the
  /// patterns, so that only the search itself can refuse it.
  @Test(.timeLimit(.minutes(1)), arguments: Hostile.allCases)
  func isLinear(in hostile: Hostile) {
    let path = hostilePath(length: 1_000_000)
    let text = Array(hostile.text.utf8)
    let rules = RobotsRules(parsing: text.span, for: "x")
    let verdict = rules.verdict(forPathAndQuery: path.span)
    #expect(verdict.isAllowed || verdict.isBrokenOff)
  }
}
