import Comparison
import Foundation
import Testing
import orbweaver

/// What `--measurements` writes.
@Suite(.timeLimit(.minutes(2)))
struct CrawlMeasurementTests {
  private static var example: CrawlMeasurement {
    var measurement = CrawlMeasurement()
    measurement.seconds = 1.5
    (measurement.pages, measurement.wireBytes, measurement.failures) = (7, 1 << 40, 2)
    (measurement.crawler.user, measurement.crawler.system) = (0.25, 1e-06)
    (measurement.crawler.voluntarySwitches, measurement.crawler.threads) = (11, 4)
    (measurement.parsers.involuntarySwitches, measurement.parsers.peakBytes) = (12, 1 << 33)
    measurement.timeline = [
      TimelineSpan(task: 0, activity: .waiting, start: 0, end: 5),
      TimelineSpan(task: 3, activity: .fetching, start: 5, end: 900),
    ]
    return measurement
  }

  @Test func whatIsWrittenIsRead() throws {
    #expect(try CrawlMeasurement(reading: Self.example.text) == Self.example)
  }

  @Test func laterVersionsMayWriteMore() throws {
    let text = "later\t1\t2\n" + Self.example.text
    #expect(try CrawlMeasurement(reading: text) == Self.example)
  }

  @Test(arguments: [
    "pages\t-1", "pages\tmany", "pages", "pages\t1\t2", "seconds\tnan", "span\t0\tfetching\t5\t4",
    "span\t0\tdreaming\t1\t2", "span\t0\tfetching\t1", "span\t-1\tfetching\t1\t2",
  ])
  func damagedLinesAreRefused(_ line: String) {
    #expect(throws: CrawlMeasurement.Unreadable.self) {
      try CrawlMeasurement(reading: Self.example.text + line + "\n")
    }
  }

  @Test func everyLineIsNeeded() {
    let lines = Self.example.text.split(separator: "\n").filter { !$0.hasPrefix("span") }
    for index in lines.indices {
      var rest = lines
      rest.remove(at: index)
      #expect(throws: CrawlMeasurement.Unreadable.self, "without \(lines[index])") {
        try CrawlMeasurement(reading: rest.joined(separator: "\n"))
      }
    }
  }

  @Test func crawlAndResumeWriteThem() async throws {
    let workplace = try Workplace()
    try await withLocalWeb { start, _ in
      let program = Program(workplace: workplace)
      let fast = ["-q", "--delay", "0", "--measurements"]
      let first = try await program.run(
        ["crawl", start, "-o", "r", "--max-pages", "3"] + fast + ["first"])
      #expect(first.status == 14)
      let second = try await program.run(
        ["resume", "r", "--max-pages", "none"] + fast + ["second"])
      #expect(second.status == 0)
    }
    for name in ["first", "second"] {
      let text = try String(contentsOfFile: workplace.path + "/" + name, encoding: .utf8)
      let cost = try CrawlMeasurement(reading: text)
      #expect(cost.pages > 0 && cost.wireBytes > 0 && cost.seconds > 0 && cost.failures == 0)
      #expect(cost.crawler.threads >= 2 && cost.parsers.threads >= 1)
      #expect(cost.crawler.peakBytes > 1 << 20 && cost.parsers.peakBytes > 1 << 20)
      #expect(cost.crawler.user + cost.crawler.system > 0)
      #expect(cost.parsers.user + cost.parsers.system > 0)
    }
  }

  @Test func aFileThatCannotBeWrittenIsSaidBeforeTheCrawl() async throws {
    let workplace = try Workplace()
    let outcome = try await Program(workplace: workplace).run([
      "crawl", "http://127.0.0.1:1/", "-o", "r", "--measurements", "no/such/file",
    ])
    #expect(outcome.status == 3)
    #expect(outcome.errors.hasPrefix("orbweaver: no/such/file: cannot be written ("))
    #expect(workplace.names == [])
  }
}
