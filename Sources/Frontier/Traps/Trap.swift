/// Why a URL is taken for part of a trap: a web without end that says nothing new.
package enum Trap: Sendable, Equatable, CustomStringConvertible {
  /// Its path has more segments than this.
  case path(deeperThan: Int)
  /// The same segments follow each other again and again: `/a/b/a/b/a/b`.
  case repeatedSegments
  /// Its query has more parameters than this.
  case parameters(moreThan: Int)
  /// One parameter stands in its query too often.
  case repeatedParameters
  /// It names a month too far from the present.
  case calendar
  /// It differs from a URL that is known in its session number alone.
  case session
  /// More links from a seed than this.
  case clicks(moreThan: Int)
  /// The pages of its pattern stopped being new.
  case stale(pattern: String)
  /// Its pattern leads to more and more of its own, and no page of it is linked twice.
  case endless(pattern: String)

  /// The text behind `trap: ` in `crawl.db` and in reports: few for each crawl.
  package var description: String {
    switch self {
    case .path(let limit): "path deeper than \(limit)"
    case .repeatedSegments: "repeated segments"
    case .parameters(let limit): "more than \(limit) parameters"
    case .repeatedParameters: "repeated parameters"
    case .calendar: "calendar"
    case .session: "session id"
    case .clicks(let limit): "more than \(limit) links from a seed"
    case .stale(let pattern): "pattern \(pattern)\(Self.staleEnd)"
    case .endless(let pattern): "pattern \(pattern)\(Self.endlessEnd)"
    }
  }

  private static let staleEnd = " stopped being new"
  private static let endlessEnd = " has no end"

  /// The trap that has this text; nil for a text that none has.
  package init?(_ description: some StringProtocol) {
    switch description {
    case "repeated segments": self = .repeatedSegments
    case "repeated parameters": self = .repeatedParameters
    case "calendar": self = .calendar
    case "session id": self = .session
    default:
      if let limit = description.number(after: "path deeper than ", before: "") {
        self = .path(deeperThan: limit)
      } else if let limit = description.number(after: "more than ", before: " parameters") {
        self = .parameters(moreThan: limit)
      } else if let limit = description.number(after: "more than ", before: " links from a seed") {
        self = .clicks(moreThan: limit)
      } else if let pattern = description.between("pattern ", Self.staleEnd) {
        self = .stale(pattern: pattern)
      } else if let pattern = description.between("pattern ", Self.endlessEnd) {
        self = .endless(pattern: pattern)
      } else {
        return nil
      }
    }
  }

  /// Whether the URL alone, and the way to it, decide. What else a crawl went through decides the rest.
  var isStatic: Bool {
    switch self {
    case .session, .stale, .endless: false
    default: true
    }
  }
}

extension StringProtocol {
  fileprivate func between(_ prefix: String, _ suffix: String) -> String? {
    guard hasPrefix(prefix), hasSuffix(suffix),
      utf8.count > prefix.utf8.count + suffix.utf8.count
    else { return nil }
    return String(dropFirst(prefix.count).dropLast(suffix.count))
  }

  fileprivate func number(after prefix: String, before suffix: String) -> Int? {
    between(prefix, suffix).flatMap { Int($0) }
  }
}
