import Comparison
import Foundation
import TestSupport
import Testing

/// The page in a browser, as people see it. Skipped where there is none.
@Suite(
  .serialized,
  .enabled(if: HeadlessBrowser.isThere, "no chromium-headless-shell; Scripts/setup.sh test"))
struct BrowserTests {
  /// The numbers that the browser shows are those of compare.json, nothing goes wrong on its way, and
  /// nothing is asked of the network.
  @Test(.timeLimit(.minutes(2)))
  func aBrowserShowsTheNumbers() throws {
    let report = ComparisonReport(MadeUpComparison().comparison)
    let browser = try HeadlessBrowser(page: report.html)
    let (document, said) = try browser.document()
    #expect(!said.contains("CONSOLE"), "\(said)")
    #expect(!said.contains("Failed to load"), "\(said)")
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    let combinations = try #require(object?["combinations"] as? [[String: Any]])
    #expect(!combinations.isEmpty)
    for combination in combinations {
      let name = try #require(combination["name"] as? String)
      let rate = try #require(
        (combination["pages_per_second"] as? [String: Any])?["median"] as? Double)
      let row = "<tr><th scope=\"row\">\(name)</th><td>\(Self.shown(rate))</td>"
      #expect(document.contains(row), "\(row)")
    }
    // What the browser made of the page is what was written: each chart is there, in both widths.
    let drawings = document.split(separator: "<svg ").count
    #expect(drawings == report.html.split(separator: "<svg ").count)
    #expect(drawings > 14)
  }

  /// Pictures for people to look at: `.build/compare-*.png`.
  @Test(.timeLimit(.minutes(2)))
  func picturesAreTaken() throws {
    let report = ComparisonReport(MadeUpComparison(pages: 1_000).comparison)
    let browser = try HeadlessBrowser(page: report.html)
    for (name, width, isDark) in [
      ("light", 1_200, false), ("dark", 1_200, true), ("narrow-light", 400, false),
      ("narrow-dark", 400, true),
    ] {
      let path = FileManager.default.currentDirectoryPath + "/.build/compare-\(name).png"
      try? FileManager.default.removeItem(atPath: path)
      try browser.picture(width: width, height: 4_600, isDark: isDark, to: path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      // PNG, 5.2 and 11.2.2: the signature, then the width in the first chunk.
      #expect(bytes.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
      #expect(bytes.dropFirst(16).prefix(4).reduce(0) { $0 << 8 | Int($1) } == width)
      #expect(bytes.count > 50_000)
    }
  }

  /// As the table has it: one decimal below 100.
  private static func shown(_ rate: Double) -> String {
    let digits = rate < 99.95 ? 1 : 0
    return rate.formatted(
      .number.locale(Locale(identifier: "en_US")).precision(.fractionLength(digits)))
  }
}

/// Chromium without a window, with a page that lies in a file.
private struct HeadlessBrowser {
  private static let program = "/usr/bin/chromium-headless-shell"

  static var isThere: Bool { FileManager.default.isExecutableFile(atPath: program) }

  private let folder: String

  init(page: String) throws {
    folder = NSTemporaryDirectory() + "orbweaver-browser-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/compare.html"))
  }

  /// The document as the browser has it, and what it said on its way.
  func document() throws -> (text: String, said: String) {
    try run(["--enable-logging=stderr", "--log-level=0", "--dump-dom"])
    return (try read("out"), try read("err"))
  }

  func picture(width: Int, height: Int, isDark: Bool, to path: String) throws {
    let dark = isDark ? ["--blink-settings=preferredColorScheme=0"] : []
    try run(
      ["--window-size=\(width),\(height)", "--hide-scrollbars", "--screenshot=\(path)"] + dark)
  }

  private func run(_ arguments: [String]) throws {
    var surroundings = ChildProcess.Surroundings()
    (surroundings.output, surroundings.errors) = (folder + "/out", folder + "/err")
    let usual = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--user-data-dir=\(folder)/profile", "--host-resolver-rules=MAP * ~NOTFOUND",
    ]
    let process = try ChildProcess(
      Self.program, usual + arguments + ["file://\(folder)/compare.html"], in: surroundings)
    #expect(process.wait() == 0)
  }

  private func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
  }
}
