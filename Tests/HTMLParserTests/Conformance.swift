import Foundation

/// The published suites that lie beside the project, and are not part of it: in the folder that the
/// environment variable `ORBWEAVER_CONFORMANCE` names, else in `../shared/conformance`.
enum Conformance {
  /// Why a test that needs them is skipped.
  static let absence = "no conformance suites here: set ORBWEAVER_CONFORMANCE to their folder"

  /// The suites' folder.
  private static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["ORBWEAVER_CONFORMANCE"] {
      return URL(fileURLWithPath: path)
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/conformance").standardized
  }

  /// Whether a suite is there.
  static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  /// The rows of a suite in JSON Lines.
  static func rows<Row: Decodable>(_ path: String, as type: Row.Type = Row.self) throws -> [Row] {
    let data = try Data(contentsOf: folder.appendingPathComponent(path))
    return try data.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(type, from: Data($0))
    }
  }
}
