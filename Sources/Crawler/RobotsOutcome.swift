/// What came of asking for a robots.txt, as it stands in `robots.outcome`.
enum RobotsOutcome: Equatable {
  case rules
  /// There is none; why.
  case allowAll(String)
  /// It could not be had, and nothing is allowed for now; why.
  case unavailable(String)
  /// It could not be had, and the old copy counts on; why.
  case outdated(String)

  var text: String {
    switch self {
    case .rules: "rules"
    case .allowAll(let reason): Self.allowAll + reason
    case .unavailable(let reason): Self.unavailable + reason
    case .outdated(let reason): Self.outdated + reason
    }
  }

  /// The inverse of `text`; nil for a text that no outcome has.
  init?(_ text: String) {
    if text == Self.rules.text {
      self = .rules
    } else if text.hasPrefix(Self.allowAll) {
      self = .allowAll(String(text.dropFirst(Self.allowAll.count)))
    } else if text.hasPrefix(Self.unavailable) {
      self = .unavailable(String(text.dropFirst(Self.unavailable.count)))
    } else if text.hasPrefix(Self.outdated) {
      self = .outdated(String(text.dropFirst(Self.outdated.count)))
    } else {
      return nil
    }
  }

  private static let allowAll = "allow all: "
  private static let unavailable = "disallow for now: "
  private static let outdated = "old copy counts: "
}
