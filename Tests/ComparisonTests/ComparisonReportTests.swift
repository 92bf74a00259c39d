import Comparison
import Foundation
import TestSupport
import Testing

/// The forms of a report, read back by readers that are not ours.
struct ComparisonReportTests {
  private static let hostile = "http://a/<script>alert(1)</script>&\"'\u{1B}[31m\u{202E}]]>\n"

  private static func report(_ comparison: Comparison) -> ComparisonReport {
    ComparisonReport(comparison)
  }

  /// Comparisons of every size, down to none.
  private static var odd: [Comparison] {
    var empty = MadeUpComparison().comparison
    empty.runs = []
    empty.selectorCosts = []
    var bare = MadeUpComparison(rounds: 1, concurrencies: [1]).comparison
    for index in bare.runs.indices {
      bare.runs[index].latencies = []
      bare.runs[index].timeline = []
      bare.runs[index].serverCPU = nil
    }
    bare.latency = nil
    var failed = MadeUpComparison(rounds: 2).comparison
    for index in failed.runs.indices {
      (failed.runs[index].pages, failed.runs[index].seconds) = (0, 0)
    }
    var hostile = MadeUpComparison(rounds: 3, subject: Self.hostile).comparison
    hostile.machine = Self.hostile
    hostile.remarks = [Self.hostile]
    hostile.disagreements = [Self.hostile]
    hostile.systemCallsMissing = Self.hostile
    return [MadeUpComparison().comparison, empty, bare, failed, hostile]
  }

  @Test(arguments: 0..<5)
  func jsonHasWhatWasMeasured(_ number: Int) throws {
    let comparison = Self.odd[number]
    let json = Self.report(comparison).json
    let data = Data(json.utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["format"] as? Int == 1)
    #expect(object["subject"] as? String == comparison.subject)
    let runs = try #require(object["runs"] as? [[String: Any]])
    #expect(runs.count == comparison.runs.count)
    for (read, run) in zip(runs, comparison.runs) {
      // Foundation's reader may be wrong in the last digit, so the text is looked at as well.
      #expect(abs(try #require(read["seconds"] as? Double) - run.seconds) <= 1e-12 * run.seconds)
      #expect(run.seconds == 0 || json.contains(#""seconds":\#(run.seconds),"#))
      #expect((read["timeline"] as? [[Any]])?.count == run.timeline.count)
      let latencies = try #require(read["latencies_us"] as? [[Int]])
      #expect(latencies.reduce(0) { $0 + $1[1] } == run.latencies.count)
    }
  }

  @Test func jsonHasWhatFollows() throws {
    let report = Self.report(MadeUpComparison().comparison)
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    let combinations = try #require(object?["combinations"] as? [[String: Any]])
    #expect(combinations.count == 8)
    let sync = try #require(combinations.first)
    let rate = try #require(sync["pages_per_second"] as? [String: Double])
    #expect((18.5...20.5).contains(rate["median"] ?? 0))
    #expect((rate["low"] ?? 9e9) <= (rate["median"] ?? 0))
    #expect(rate["count"] == 5)
    #expect(sync["speed_up"] is NSNull)
    #expect((object?["coroutines_to_threads"] as? [Any])?.count == 3)
  }

  @Test(arguments: 0..<5)
  func csvHasALineForEachRun(_ number: Int) {
    let comparison = Self.odd[number]
    let lines = Self.report(comparison).csv.split(separator: "\n")
    #expect(lines.count == comparison.runs.count + 1)
    let columns = lines[0].split(separator: ",", omittingEmptySubsequences: false).count
    #expect(columns == 28)
    for line in lines {
      #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == columns)
    }
  }

  @Test(arguments: 0..<5)
  func thePageIsWellFormedAndNoTextIsMarkup(_ number: Int) {
    let page = Self.report(Self.odd[number]).html
    let outline = XMLOutline(page)
    #expect(outline.isWellFormed, "\(outline.place)")
    #expect(!outline.elements.contains("script"))
    let identifiers = outline.values(of: "id")
    #expect(identifiers.count == Set(identifiers).count)
    // Nothing is loaded.
    for name in ["src", "href", "xlink:href"] { #expect(outline.values(of: name) == []) }
    #expect(!page.contains("nan") && !page.contains("\u{1B}"))
    // An element without content needs an end tag of its own in HTML, but for those that never have content.
    let withContent = /<(div|p|h1|h2|h3|td|th|ul|li|table|figure)( [^>]*)?\/>/
    #expect(page.matches(of: withContent).isEmpty)
  }

  /// The reader of the test above finds what is wrong.
  @Test(arguments: [
    "<p>", "<p></b></p>", "<p>a<b/<b/>></p>", "<p a=1/>", "<p>&nope;</p>", "<p/><p/>",
  ])
  func whatIsNotWellFormedIsFound(_ text: String) {
    #expect(!XMLOutline(text).isWellFormed)
  }

  @Test(arguments: 0..<5)
  func theTextFitsATerminalAndSteersNone(_ number: Int) {
    let text = Self.report(Self.odd[number]).text
    for line in text.split(separator: "\n") {
      #expect(line.count <= 120, "\(line)")
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    }
  }

  @Test func theTextHasATableAndAParagraph() {
    let text = Self.report(MadeUpComparison().comparison).text
    for words in ["Speed\n", "pages/s", "async 512 ", "Latency of a transfer", "The limit was "] {
      #expect(text.contains(words), "\(text)")
    }
  }
}
