package import Foundation

/// The published suites beside the checkout, or where `ORBWEAVER_CONFORMANCE` says. They stand under
/// their own licences and are not part of the project, so a test that needs them is skipped, with
/// `reason`, where they are absent.
package enum ConformanceSuite {
  package static let reason =
    "the conformance suites are not here: set ORBWEAVER_CONFORMANCE to their folder"

  package static let folder: URL = {
    if let named = ProcessInfo.processInfo.environment["ORBWEAVER_CONFORMANCE"] {
      return URL(filePath: named, directoryHint: .isDirectory)
    }
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appending(path: "../shared/conformance").standardizedFileURL
  }()

  /// Whether a suite is there.
  package static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  /// The objects of a file that is one JSON array; comments in it, which are strings, are left out.
  package static func array(_ path: String) throws -> [[String: Any]] {
    let data = try Data(contentsOf: folder.appending(path: path))
    let rows = try JSONSerialization.jsonObject(with: replacingLoneSurrogates(data)) as? [Any]
    return (rows ?? []).compactMap { $0 as? [String: Any] }
  }

  /// The objects of a file with one JSON object a line.
  package static func lines(_ path: String) throws -> [[String: Any]] {
    let data = try Data(contentsOf: folder.appending(path: path))
    return try data.split(separator: UInt8(ascii: "\n")).compactMap {
      try JSONSerialization.jsonObject(with: escapingByteOrderMarks($0)) as? [String: Any]
    }
  }

  /// Foundation drops U+FEFF from strings, unless it is escaped.
  private static func escapingByteOrderMarks(_ line: Data) -> Data {
    guard line.contains(0xEF) else { return line }
    let text = String(decoding: line, as: UTF8.self).unicodeScalars
    return Data(text.map { $0 == "\u{FEFF}" ? "\\ufeff" : String($0) }.joined().utf8)
  }

  /// The rows of a file with one JSON object a line.
  package static func rows<Row: Decodable>(
    _ path: String, as type: Row.Type = Row.self
  ) throws -> [Row] {
    let data = try Data(contentsOf: folder.appending(path: path))
    return try data.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(type, from: Data($0))
    }
  }

  /// Foundation refuses lone surrogates; a URL parser sees U+FFFD in their place.
  private static func replacingLoneSurrogates(_ data: Data) -> Data {
    let text = String(decoding: data, as: UTF8.self)
    let pair =
      /(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})/
    return Data(text.replacing(pair) { $0.1.map(String.init) ?? "\\uFFFD" }.utf8)
  }
}
