import Foundation
import TestSupport
import Testing

@testable import HTMLParser

@Suite struct SitemapDateTests {
  private func milliseconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    return SitemapDate.milliseconds(bytes.span)
  }

  @Test func everyPrecisionAndZone() {
    let expected: [String: Int64?] = [
      "1970": 0, "1970-01": 0, " 1970-01-01\n": 0, "1970-01-01T00:00Z": 0,
      "1970-01-01T01:00:00.5+01:00": 500, "1970-01-01T00:00:00,123456Z": 123,
      "1970-01-01t00:00:00z": 0, "1970-01-01 00:00:01": 1000, "1970-01-01T00:00:01 +0000": 1000,
      "1969-12-31T19:00:00-05": 0, "1969-12-31T23:59:59.999Z": -1, "2000-02-29": 951_782_400_000,
      "1900-02-29": nil, "2001-02-29": nil, "2001-13-01": nil, "2001-00-01": nil, "2001-1-1": nil,
      "2001-01-01T24:00Z": nil, "2001-01-01T10": nil, "2001-01-01T10:00X": nil, "2001-": nil,
      "2001-01-01T10:00+": nil, "2016-12-31T23:59:60Z": 1_483_228_800_000, "20010101": nil,
      "0000-01-01": -62_167_219_200_000, "9999-12-31": 253_402_214_400_000, "": nil, "001": nil,
      "Thu, 01 Jan 1970 00:00:00 GMT": 0, "thursday,1 january 70 00:00 utc": 0,
      "Thu 01-Jan-1970 00:00:00 Z": 0, "1 Jan 1970 00:00:00 EST": 18_000_000,
      "1 Jan 1970 00:00:00 GMT+0100": -3_600_000, "1 Jan 1970 00:00:00": 0,
      "32 Jan 1970 00:00:00 GMT": nil, "1 Foo 1970 00:00:00 GMT": nil, "Thu, ": nil,
      "1 Jan 1970": nil, "1 Jan 1970 00:00 XYZ": nil, "Th, 1 Jan 1970 00:00 GMT": nil,
    ]
    for (text, value) in expected { #expect(milliseconds(text) == value, "\(text)") }
  }

  @Test func everyDayInTurn() {
    var expected: Int64 = -62_167_219_200_000
    let calendar = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for year in 0...2400 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (month, days) in calendar.enumerated() {
        let length = month == 1 && isLeap ? 29 : days
        for day in [1, length] {
          let text = String(format: "%04d-%02d-%02d", year, month + 1, day)
          let value = expected + Int64(day - 1) * 86_400_000
          if milliseconds(text) != value { Issue.record("\(text)") }
        }
        expected += Int64(length) * 86_400_000
      }
    }
  }

  @Test func anyBytesAreRead() {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let dates = ["2014-06-03T10:30:45.82+00:00", "Thu, 05 Jan 2017 13:34:51 +0100"]
    for round in 0..<20_000 {
      let bytes = generator.mutated(Array(dates[round % 2].utf8))
      let value = SitemapDate.milliseconds(bytes.span)
      #expect(abs(value ?? 0) < 1 << 50, "seed \(seed)")
    }
  }

  private struct Row: Decodable {
    let input: String?
    let expected: String?
    let format: String
  }

  private static let listed = [
    "RSS pubDate: incorrect": "upstream hands a date that is none through; here there is none then"
  ]

  @Test(
    .enabled(
      if: ConformanceSuite.has("sitemap/crawler_commons_dates.jsonl"), "\(ConformanceSuite.reason)")
  )
  func crawlerCommons() throws {
    let suite = "sitemap/crawler_commons_dates.jsonl"
    var tally = SuiteTally(suite, listed: Self.listed)
    for row in try ConformanceSuite.rows(suite, as: Row.self) {
      let found = milliseconds(row.input ?? "")
      let expected = row.expected.map(Self.milliseconds(iso:))
      tally.count(
        "\(row.format): \(row.input ?? "null")",
        found == expected ?? nil && (found == nil) == (expected == nil))
    }
    #expect(tally.report() == [])
  }

  /// Foundation's own reading; nil for what is no date.
  private static func milliseconds(iso text: String) -> Int64? {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime]
    if text.contains(".") { formatter.formatOptions.insert(.withFractionalSeconds) }
    return formatter.date(from: text).map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) }
  }
}
