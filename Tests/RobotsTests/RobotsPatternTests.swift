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

    var pattern: String {
      let long = String(repeating: "a", count: 8_000)
      return switch self {
      case .manyStars: "/b" + String(repeating: "*a", count: 8_000) + "*b"
      case .almostFound: "/b*" + long + "b*" + long
      case .onlyStars: "/b" + String(repeating: "*", count: 16_000) + "b$"
      }
    }
  }

  /// Exponential or even quadratic work would hardly end here. The path has all the letters of the
  /// patterns, so that only the search itself can refuse it.
  @Test(.timeLimit(.minutes(1)), arguments: Hostile.allCases)
  func isLinear(in hostile: Hostile) {
    let path = "/b" + String(repeating: "a", count: 1_000_000)
    #expect(!isDisallowed(path, by: hostile.pattern))
  }
}
