/// How values of settings are written in the table `settings`.
enum SettingText {
  /// What stands for a proxy that the environment names.
  static let environmentProxy = "from the environment"

  /// What stands for no limit.
  static let unlimited = "unlimited"
  /// What stands for a value that follows from others.
  static let automatic = "auto"
  // The two kinds of rates.
  static let bytesPerSecond = " bytes/s"
  static let requestsPerSecond = " requests/s"

  /// A limit, or that there is none.
  static func text(_ limit: (some CustomStringConvertible)?) -> String {
    limit?.description ?? unlimited
  }

  /// Milliseconds, as in `1500ms`.
  static func text(_ duration: Duration) -> String { "\(duration.wholeMilliseconds)ms" }

  static func duration(_ text: some StringProtocol) -> Duration? {
    guard text.hasSuffix("ms"), let number = Int64(text.dropLast(2)), number >= 0 else {
      return nil
    }
    return .milliseconds(number)
  }

  /// A limit, or none.
  static func limit<Value>(_ text: String, _ reader: (String) -> Value?) -> Value?? {
    text == unlimited ? .some(nil) : reader(text).map { .some($0) }
  }

  /// A limit that is a whole number, or none.
  static func limit(_ text: String) -> Int?? { limit(text) { number($0) } }

  /// A value, or that it follows from others.
  static func choice<Value>(_ text: String, _ reader: (String) -> Value?) -> Value?? {
    text == automatic ? .some(nil) : reader(text).map { .some($0) }
  }

  /// A limit of one kind of rate, or none; nil for a text of another kind.
  static func rate<Value>(
    _ text: String, in unit: String, _ reader: (String) -> Value?
  ) -> Value?? {
    text.hasSuffix(unit) ? limit(String(text.dropLast(unit.count)), reader) : nil
  }

  /// A number of at least `minimum`.
  static func number(_ text: String, from minimum: Int = 0) -> Int? {
    Int(text).flatMap { $0 >= minimum ? $0 : nil }
  }
}

/// The settings of a crawl as they were recorded, by their names.
struct SettingsRecord {
  private let values: [String: [String]]

  init(_ settings: [(name: String, value: String)]) {
    values = Dictionary(grouping: settings, by: \.name).mapValues { $0.map(\.value) }
  }

  /// All values of a setting that may be given several times.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// Reads a setting, if it was recorded.
  ///
  /// - Throws: `CrawlError.record` for a value that cannot be read.
  func read<Value>(
    _ name: String, into target: inout Value, by reader: (String) -> Value?
  ) throws(CrawlError) {
    guard let text = values[name]?.last else { return }
    guard let value = reader(text) else { throw Self.unreadable(name, text) }
    target = value
  }

  static func unreadable(_ name: String, _ text: String) -> CrawlError {
    .record(
      "the crawl's setting \(name) is '\(text)', which cannot be read; use the version that wrote it"
    )
  }
}
