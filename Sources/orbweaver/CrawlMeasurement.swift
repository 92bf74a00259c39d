package import Comparison

/// What a crawl cost and what its tasks did, as `--measurements` writes it: lines of a name and a value
/// with a tab between, and a line `span`, task, activity, start, end for each span of the timeline.
///
/// Times are in seconds, memory in bytes, the ends of spans in microseconds since the crawl began. A
/// name that is not known is passed over: later versions may write more.
package struct CrawlMeasurement: Sendable, Equatable {
  /// From the first request to the last row; starting and ending the program left out.
  package var seconds = 0.0
  /// Answers of servers, robots.txt files not counted.
  package var pages = 0
  /// Body bytes over the wire.
  package var wireBytes: Int64 = 0
  /// Fetches and parses that failed, repeated tries included.
  package var failures = 0
  /// The process that fetches.
  package var crawler = ProcessCost()
  /// All parser processes together.
  package var parsers = ProcessCost()
  package var timeline: [TimelineSpan] = []

  package init() {}

  /// A text that is no measurement, or not a whole one.
  package struct Unreadable: Error, CustomStringConvertible {
    package let description: String
  }
}

/// As text.
extension CrawlMeasurement {
  private static let spanName = "span"

  package var text: String {
    var text = ""
    for field in Self.fields { text += "\(field.name)\t\(field.text(self))\n" }
    for span in timeline {
      text +=
        "\(Self.spanName)\t\(span.task)\t\(span.activity.rawValue)\t\(span.start)\t\(span.end)\n"
    }
    return text
  }

  /// - Throws: `Unreadable` for a line that is damaged, and where one is missing.
  package init(reading text: String) throws(Unreadable) {
    self.init()
    let fields = Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.name, $0) })
    var missing = Set(fields.keys)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if words[0] == Self.spanName {
        guard let span = Self.span(words) else { throw Unreadable(line) }
        timeline.append(span)
      } else if let field = fields[words[0]] {
        guard words.count == 2, field.take(&self, words[1]) else { throw Unreadable(line) }
        missing.remove(field.name)
      }
    }
    if let name = missing.min() { throw Unreadable(description: "'\(name)' is missing") }
  }

  private static func span(_ words: [String]) -> TimelineSpan? {
    guard words.count == 5, let task = Int(words[1]),
      let activity = TimelineSpan.Activity(rawValue: words[2]), let start = Int(words[3]),
      let end = Int(words[4]), task >= 0, start >= 0, end >= start
    else { return nil }
    return TimelineSpan(task: task, activity: activity, start: start, end: end)
  }
}

extension CrawlMeasurement.Unreadable {
  fileprivate init(_ line: Substring) { self.init(description: "not a measurement: '\(line)'") }
}

/// The names.
extension CrawlMeasurement {
  private struct Field {
    let name: String
    let text: (CrawlMeasurement) -> String
    /// Answers false for a text that is no such value.
    let take: (inout CrawlMeasurement, String) -> Bool

    init<Value: LosslessStringConvertible & Comparable & ExpressibleByIntegerLiteral>(
      _ name: String, _ path: WritableKeyPath<CrawlMeasurement, Value>
    ) {
      self.name = name
      text = { String($0[keyPath: path]) }
      take = { measurement, text in
        guard let value = Value(text), value >= 0 else { return false }
        measurement[keyPath: path] = value
        return true
      }
    }
  }

  private static var fields: [Field] {
    [
      Field("seconds", \.seconds), Field("pages", \.pages), Field("wire_bytes", \.wireBytes),
      Field("failures", \.failures),
    ] + fields(of: "crawler", \.crawler) + fields(of: "parsers", \.parsers)
  }

  private static func fields(
    of process: String, _ path: WritableKeyPath<CrawlMeasurement, ProcessCost>
  ) -> [Field] {
    [
      Field("\(process).user", path.appending(path: \.user)),
      Field("\(process).system", path.appending(path: \.system)),
      Field("\(process).voluntary", path.appending(path: \.voluntarySwitches)),
      Field("\(process).involuntary", path.appending(path: \.involuntarySwitches)),
      Field("\(process).threads", path.appending(path: \.threads)),
      Field("\(process).peak_bytes", path.appending(path: \.peakBytes)),
    ]
  }
}
