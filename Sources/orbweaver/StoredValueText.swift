import CrawlStore
import Notation

extension StoredValue {
  /// As programs read it; empty for NULL.
  var plain: String {
    switch self {
    case .null: ""
    case .integer(let number): "\(number)"
    case .real(let number): Decimal.short(number)
    case .text(let text): text
    }
  }

  /// As JSON has it.
  var json: String {
    switch self {
    case .null: "null"
    case .integer, .real: plain
    case .text(let text): JSONObject.quoted(text)
    }
  }

  var isNumber: Bool {
    switch self {
    case .integer, .real: true
    case .null, .text: false
    }
  }
}

extension JSONObject {
  /// Adds a value with its own type.
  mutating func add(_ name: String, _ value: StoredValue) { add(name, raw: value.json) }

  /// A row as an object, by the names of its columns.
  init(_ columns: [String], _ row: [StoredValue]) {
    self.init()
    for (name, value) in zip(columns, row) { add(name, value) }
  }
}

extension StoredTable {
  /// Each row as an object.
  var objects: [JSONObject] { rows.map { JSONObject(columns, $0) } }
}
