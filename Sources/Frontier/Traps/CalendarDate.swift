/// The year and the month that a URL names.
enum CalendarDate {
  /// The year of a URL that names a month with it, and speaks of dates: `/events/2031/05`,
  /// `/calendar/2031-05`, `?year=2031&month=5`, `?date=2031-05-01`. Nil for all others: `/thread/2100/11` is page 11
  /// of a thread, and `iso-8859-10` is not even a number. O(length).
  static func year(of url: Span<UInt8>, _ parts: URLParts) -> Int? {
    let year =
      yearBeforeMonth(url, from: 0, to: parts.pathEnd)
      ?? yearBeforeMonth(url, from: parts.pathEnd, to: parts.end)
    if let year, url.speaksOfDates(to: parts.end) { return year }
    guard parts.pathEnd < parts.end else { return nil }
    guard let named = number(of: "year", url, parts), (1000...9999).contains(named),
      let month = number(of: "month", url, parts), (1...12).contains(month)
    else { return nil }
    return named
  }

  /// Four digits alone, then `/` or `-`, then one or two that are a month.
  private static func yearBeforeMonth(_ url: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    while position < end {
      guard url[position].isASCIIDigit else {
        position += 1
        continue
      }
      let year = digits(url, from: position, to: end)
      let isWhole = position == start || isBoundary(url[position - 1])
      let next = year.end
      if isWhole, next - position == 4, year.value >= 1000, next + 1 < end,
        url[next] == UInt8(ascii: "/") || url[next] == UInt8(ascii: "-")
      {
        let month = digits(url, from: next + 1, to: end)
        if (1...2).contains(month.end - next - 1), (1...12).contains(month.value),
          month.end == end || isBoundary(url[month.end])
        {
          return year.value
        }
      }
      position = next
    }
    return nil
  }

  private static func isBoundary(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "?"),
      UInt8(ascii: "&"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private static func digits(
    _ url: Span<UInt8>, from start: Int, to end: Int
  ) -> (value: Int, end: Int) {
    var (position, value) = (start, 0)
    while position < end, url[position].isASCIIDigit {
      value = min(value * 10 + Int(url[position] - UInt8(ascii: "0")), 1_000_000)
      position += 1
    }
    return (value, position)
  }

  /// The number that a parameter of this name has.
  private static func number(of name: StaticString, _ url: Span<UInt8>, _ parts: URLParts) -> Int? {
    var start = parts.pathEnd + 1
    while start < parts.end {
      let end = url.end(of: UInt8(ascii: "&"), from: start, to: parts.end)
      let nameEnd = url.end(of: UInt8(ascii: "="), from: start, to: end)
      if nameEnd < end, url.matches(name, from: start, to: nameEnd) {
        let number = digits(url, from: nameEnd + 1, to: end)
        return number.end == end && number.end > nameEnd + 1 ? number.value : nil
      }
      start = end + 1
    }
    return nil
  }
}

extension Span<UInt8> {
  /// Whether a part is this word, which is in lower case; case does not matter.
  func matches(_ word: StaticString, from start: Int, to end: Int) -> Bool {
    guard end - start == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { bytes in
      for index in bytes.indices {
        let byte = self[start + index]
        let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
        guard unsafe lower == bytes[index] else { return false }
      }
      return true
    }
  }

  private static let dateWords: [StaticString] = ["calend", "event", "agenda", "month", "date"]

  /// Whether a word stands somewhere that calendars have in their URLs.
  fileprivate func speaksOfDates(to end: Int) -> Bool {
    Self.dateWords.contains { word in
      let length = word.utf8CodeUnitCount
      guard end >= length else { return false }
      return (0...end - length).contains { matches(word, from: $0, to: $0 + length) }
    }
  }
}
