import Foundation

/// How one published suite comes out, against the list of cases that are left failing on purpose.
///
///     var tally = SuiteTally("url/wpt_toascii.json", listed: ["a.b": "why it is left so"])
///     for row in rows { tally.count(row.name, row.isMet) }
///     #expect(tally.report() == [])
package struct SuiteTally {
  private let suite: String
  private let listed: [String: String]
  private var cases = 0
  private var unmet: [String] = []

  /// - Parameters:
  ///   - suite: its path below `ConformanceSuite.folder`; with `#part` behind it where one file
  ///     serves several tests.
  ///   - listed: the names of the cases that are to fail, each with its reason.
  package init(_ suite: String, listed: [String: String] = [:]) {
    self.suite = suite
    self.listed = listed
  }

  /// Counts one case. Names must tell the cases of a suite apart.
  package mutating func count(_ name: String, _ isMet: Bool) {
    cases += 1
    if !isMet { unmet.append(name) }
  }

  /// Reports the figures (`ConformanceSuite.report`) and answers where the list is not right: cases
  /// that fail without standing in it, and cases that stand in it without failing.
  package func report() -> [String] {
    ConformanceSuite.report(
      suite, cases: cases, passed: cases - unmet.count,
      listed: unmet.count { listed.keys.contains($0) })
    let unlisted = unmet.filter { !listed.keys.contains($0) }.map { "fails: \($0)" }
    let met = Set(listed.keys).subtracting(unmet).sorted().map {
      "listed, but does not fail: \($0)"
    }
    return unlisted + met + (cases == 0 ? ["no case in \(suite)"] : [])
  }
}

extension ConformanceSuite {
  private struct Row: Encodable {
    let suite: String
    let cases: Int
    let passed: Int
    let listed: Int
    let source: String?
  }

  /// Adds a row to the table that `make conformance` prints: a JSON line at the end of the file that
  /// `ORBWEAVER_CONFORMANCE_REPORT` names. Without that variable it does nothing.
  ///
  /// - Parameters:
  ///   - suite: the path of its file below `folder`, with `#part` behind it where one file serves
  ///     several tests; the last row of a suite counts.
  ///   - listed: cases that fail on purpose, with a reason that the test holds.
  ///   - source: where the suite is from; nil for what the README beside the suites says.
  package static func report(
    _ suite: String, cases: Int, passed: Int, listed: Int = 0, source: String? = nil
  ) {
    guard let path = ProcessInfo.processInfo.environment["ORBWEAVER_CONFORMANCE_REPORT"] else {
      return
    }
    let row = Row(suite: suite, cases: cases, passed: passed, listed: listed, source: source)
    guard let line = try? JSONEncoder().encode(row), let file = unsafe fopen(path, "a") else {
      preconditionFailure("ORBWEAVER_CONFORMANCE_REPORT names no file that can be written: \(path)")
    }
    unsafe fputs(String(decoding: line, as: UTF8.self) + "\n", file)
    unsafe fclose(file)
  }
}
