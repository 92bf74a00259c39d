/// Dates as HTTP has them (RFC 9110, 5.6.7): the fixed form, and the two old ones that must still be
/// read.
package enum HTTPDate {
  /// Seconds since 1970 in UTC, or nil for what is no date.
  ///
  /// One digit for the day, and `UTC` for `GMT`, are let pass. The day of the week is not looked at.
  ///
  /// - Parameters:
  ///   - text: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or
  ///     `Sun Nov  6 08:49:37 1994`.
  ///   - now: seconds since 1970: a year of two digits is the last one with these digits that lies
  ///     less than 50 years ahead.
  package static func parse(_ text: String, now: Int64) -> Int64? {
    let words = text.split { $0 == " " || $0 == "," || $0 == "-" || $0 == "\t" }
    guard let weekday = words.first, weekday.count >= 3, weekday.utf8.allSatisfy(isLetter) else {
      return nil
    }
    switch words.count {
    case 6 where zones.contains(String(words[5])):
      return seconds(day: words[1], month: words[2], year: words[3], time: words[4], now)
    case 5: return seconds(day: words[2], month: words[1], year: words[4], time: words[3], now)
    default: return nil
    }
  }

  private static let zones: Set<String> = ["GMT", "UTC", "UT", "Z"]

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func seconds(
    day: Substring, month: Substring, year: Substring, time: Substring, _ now: Int64
  ) -> Int64? {
    guard let month = months.firstIndex(of: month.lowercased()),
      let day = number(day, digits: 1...2), let year = self.year(year, now),
      (1...length(ofMonth: month, year)).contains(day), let time = secondOfDay(time)
    else { return nil }
    return days(year, month + 1, day) * 86_400 + time
  }

  private static func secondOfDay(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let hour = number(parts[0], digits: 2...2), hour < 24,
      let minute = number(parts[1], digits: 2...2), minute < 60,
      let second = number(parts[2], digits: 2...2), second <= 60
    else { return nil }
    return (hour * 60 + minute) * 60 + second
  }

  private static func year(_ text: Substring, _ now: Int64) -> Int64? {
    if let year = number(text, digits: 4...4) { return year }
    guard let digits = number(text, digits: 2...2) else { return nil }
    // 31,556,952 s are a year's mean length.
    let last = 1970 + now / 31_556_952 + 49
    return last - (last - digits) % 100
  }

  private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int64? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
      return nil
    }
    return Int64(text)
  }

  private static func length(ofMonth month: Int, _ year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 1 ? (isLeap ? 29 : 28) : [3, 5, 8, 10].contains(month) ? 30 : 31
  }

  /// Days since 1970 in the Gregorian calendar, counting years from March so that a leap day is the
  /// last of its year.
  private static func days(_ year: Int64, _ month: Int, _ day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = Int64((month + 9) % 12)
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let leapDays = shifted / 4 - shifted / 100 + shifted / 400
    return shifted * 365 + leapDays + dayOfYear - 719_468
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}

extension ResponseHeaders {
  /// How long the server asks to be left alone: `Retry-After`, in seconds or as a date (RFC 9110,
  /// 10.2.3). Zero for a date that is over; nil where the header is absent or makes no sense.
  ///
  /// - Parameter now: seconds since 1970.
  package func retryAfterDelay(now: Int64) -> Duration? {
    guard let text = retryAfter?.drop(while: { $0 == " " || $0 == "\t" }) else { return nil }
    let digits = text.utf8.prefix { $0 &- 0x30 < 10 }
    let rest = text.utf8.dropFirst(digits.count)
    if !digits.isEmpty, rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
      // More digits than an Int64 has are as good as for ever.
      return .seconds(min(Int64(Substring(digits)) ?? .max, 1 << 40))
    }
    return HTTPDate.parse(String(text), now: now).map { .seconds(max(0, $0 - now)) }
  }
}
