import CrawlStore
import Notation

/// The lines of `orbweaver ls`.
struct ListWriter {
  enum Style {
    /// For a terminal: narrow fields padded.
    case columns
    case tabs
    /// With a line of names.
    case tsv
    case csv
    /// An object a line.
    case json
  }

  let fields: [URLField]
  private let style: Style
  private let names: [String]

  init(_ fields: [URLField], _ style: Style) {
    (self.fields, self.style) = (fields, style)
    names = fields.map(\.rawValue)
  }

  /// What stands above the lines.
  var head: String {
    switch style {
    case .columns, .tabs, .json: ""
    case .tsv: names.joined(separator: "\t") + "\n"
    case .csv: CSV.line(names)
    }
  }

  func line(_ row: [StoredValue]) -> String {
    switch style {
    case .json: JSONObject(names, row).description + "\n"
    case .csv: CSV.line(row.map(\.plain))
    case .tabs, .tsv: row.map { Console.printable($0.plain) }.joined(separator: "\t") + "\n"
    case .columns: columns(row)
    }
  }

  private func columns(_ row: [StoredValue]) -> String {
    var line = ""
    for (index, value) in row.enumerated() {
      let text = value == .null ? "-" : Console.printable(value.plain)
      line += index == row.count - 1 ? text : text.padded(to: fields[index].width) + "  "
    }
    return line + "\n"
  }
}

extension URLField {
  /// Columns that its values usually take.
  fileprivate var width: Int {
    switch self {
    case .status: 3
    case .depth, .tries, .noindex, .nofollow: 5
    case .id, .state, .kind, .charset, .language, .outlinks, .words, .duplicate: 8
    case .wireBytes, .bodyBytes, .firstByteMs, .totalMs: 9
    case .mediaType, .parseError: 16
    case .retryAt, .fetchedAt: 20
    case .reason, .domain: 24
    case .digest: 32
    case .url, .via, .host, .title, .redirect, .canonical, .duplicateOf: 40
    }
  }
}
