import Foundation
import Robots
import TestSupport
import WebURL

/// One line of a published robots.txt suite.
struct RobotsCase {
  let text: [UInt8]
  let agent: String
  let url: String
  let isAllowed: Bool
  /// What tells this case from the others of its file: its line, agent and URL.
  let name: String
  private let row: [String: Any]

  /// All cases of one file.
  static func all(_ file: String) throws -> [RobotsCase] {
    try ConformanceSuite.lines("robots/\(file).jsonl").enumerated().map { index, row in
      RobotsCase(row, line: index + 1)
    }
  }

  private init(_ row: [String: Any], line: Int) {
    text = Self.text(of: row)
    agent = row["user_agent"] as? String ?? ""
    url = row["url"] as? String ?? ""
    isAllowed = row["allowed"] as? Bool ?? false
    name = "\(line) \(agent) \(url.prefix(60))"
    self.row = row
  }

  /// A text stands as it is, in base 64, or as a recipe where it is long.
  private static func text(of row: [String: Any]) -> [UInt8] {
    if let text = row["robots_txt"] as? String { return Array(text.utf8) }
    if let base64 = row["robots_txt_base64"] as? String {
      return Array(Data(base64Encoded: base64) ?? Data())
    }
    guard let recipe = row["robots_txt_generator"] as? [String: Any] else { return [] }
    func part(_ key: String) -> String { recipe[key] as? String ?? "" }
    let middle = String(repeating: part("unit"), count: recipe["count"] as? Int ?? 0)
    return Array((part("prefix") + middle + part("suffix")).utf8)
  }

  func string(_ key: String) -> String? { row[key] as? String }
  func number(_ key: String) -> Double? { (row[key] as? NSNumber)?.doubleValue }
  func strings(_ key: String) -> [String]? { row[key] as? [String] }
  func has(_ key: String) -> Bool { row.keys.contains(key) }

  var rules: RobotsRules { rules(reading: .standard) }

  func rules(reading: RobotsReading) -> RobotsRules {
    RobotsRules(parsing: text.span, for: agent, reading: reading)
  }

  /// Path and query as they stand in the URL, with nothing encoded or made canonical.
  var pathAsGiven: [UInt8] {
    let rest = url.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst(3)
    let path = rest.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    return path.first == UInt8(ascii: "/") ? Array(path) : Array("/".utf8) + path
  }

  /// What the room says, for the URL as the crawler would ask about it.
  func verdict() -> RobotsVerdict {
    let path = Array((WebURL(url, base: WebURL("http://host/"))?.pathAndQuery ?? "/").utf8)
    return rules.verdict(forPathAndQuery: path.span)
  }
}
