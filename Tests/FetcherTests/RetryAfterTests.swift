import Fetcher
import Foundation
import TestSupport
import Testing

@Suite struct RetryAfterTests {
  /// 2019-06-03 11:00:00 UTC.
  private static let now: Int64 = 1_559_559_600

  @Test(
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
      ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Sun, 6 Nov 1994 08:49:37 UTC", 784_111_777),
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
      ("Mon, 29 Feb 2100 00:00:00 GMT", nil), ("Wed, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
      ("Mon, 31 Apr 2019 00:00:00 GMT", nil), ("Mon, 00 Apr 2019 00:00:00 GMT", nil),
      ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800), ("Mon, 03 Jun 2019 24:00:00 GMT", nil),
      ("Mon, 03 Jun 2019 11:60:00 GMT", nil), ("Mon, 03 Jun 2019 1:00:00 GMT", nil),
      ("Mon, 03 Jun 2019 11:00:00", nil), ("Mon, 03 Jun 2019 11:00:00 CET", nil),
      ("Mon, 03 Jun 2019 11:00:00 +0200", nil), ("03 Jun 2019 11:00:00 GMT", nil),
      ("Mon, 03 Foo 2019 11:00:00 GMT", nil), ("Monday, 03-Jun-68 00:00:00 GMT", 3_105_907_200),
      ("Monday, 03-Jun-70 00:00:00 GMT", 13_219_200), ("2019-06-03T11:00:00Z", nil), ("", nil),
      ("Mon", nil), ("Mon, 03 Jun 2019 -1:00:00 GMT", nil),
    ] as [(String, Int64?)])
  func datesAreRead(_ text: String, _ seconds: Int64?) {
    #expect(HTTPDate.parse(text, now: Self.now) == seconds)
  }

  /// Another calendar says the same for every day of 400 years.
  @Test func daysAreCounted() throws {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    for day in stride(from: -25_000 as Int64, to: 121_097, by: 13) {
      let seconds = day * 86_400 + (day & 0xFFFF) % 86_400
      let text = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(HTTPDate.parse(text, now: Self.now) == seconds, "\(text)")
    }
  }

  private func delay(_ value: String?, now: Int64 = now) -> Duration? {
    var headers = ResponseHeaders()
    headers.retryAfter = value
    return headers.retryAfterDelay(now: now)
  }

  @Test func secondsAndDates() {
    #expect(delay(nil) == nil)
    #expect(delay("120") == .seconds(120))
    #expect(delay("soon") == nil)
    #expect(delay("") == nil)
    #expect(delay("12 s") == nil)
    #expect((delay("99999999999999999999999") ?? .zero) > .seconds(1_000_000_000))
    #expect(delay("Mon, 03 Jun 2019 11:00:30 GMT") == .seconds(30))
    #expect(delay("Mon, 03 Jun 2019 10:00:00 GMT") == .zero)
  }

  private static let caps = [
    "14 21601": "a cap of six hours is urllib3's policy; ours, of an hour, is the crawl's",
    "15 2": "a cap of one second is set in that case",
  ]

  @Test(.enabled(if: ConformanceSuite.has("http"), "\(ConformanceSuite.reason)"))
  func agreesWithUrllib3() throws {
    let file = "http/urllib3_retry_after.jsonl"
    var tally = SuiteTally(file, listed: Self.caps)
    for (index, row) in try ConformanceSuite.lines(file).enumerated() {
      let value = try #require(row["value"] as? String)
      let now = (row["now"] as? String).flatMap { try? Date($0, strategy: .iso8601) }
      let found = delay(value, now: now.map { Int64($0.timeIntervalSince1970) } ?? Self.now)
      let expected = (row["seconds"] as? Int).map { Duration.seconds($0) }
      let isMet = found == expected && (found != nil) == row["valid"] as? Bool
      tally.count("\(index + 1) \(value)", isMet)
    }
    #expect(tally.report() == [])
  }
}
