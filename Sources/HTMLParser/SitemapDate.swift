/// The dates of sitemaps and feeds, as Unix time in milliseconds.
enum SitemapDate {
  /// Reads a date as XML sitemaps and Atom have it, in any precision from the year on (W3C note
  /// "Date and Time Formats"), or as RSS has it (RFC 822, section 5, with years of four digits too).
  /// Without a time zone it is UTC. Nil for anything else. O(text).
  static func milliseconds(_ text: Span<UInt8>) -> Int64? {
    let text = text.extracting(text.trimmedRange)
    guard text.count >= 4, text.count <= 64 else { return nil }
    var cursor = DateCursor()
    return text.indices.prefix(4).allSatisfy({ text[$0].isASCIIDigit })
      ? cursor.w3c(text) : cursor.rfc822(text)
  }
}

/// A reading position in a date.
private struct DateCursor {
  private var position = 0

  // MARK: W3C

  mutating func w3c(_ text: Span<UInt8>) -> Int64? {
    guard let year = digits(4, text) else { return nil }
    var date = Moment(year: year)
    guard skip("-", text) else { return isAtEnd(text) ? date.milliseconds : nil }
    guard let month = digits(2, text) else { return nil }
    date.month = month
    guard skip("-", text) else { return isAtEnd(text) ? date.milliseconds : nil }
    guard let day = digits(2, text) else { return nil }
    date.day = day
    if isAtEnd(text) { return date.milliseconds }
    guard skip("t", text) || skip(" ", text) else { return nil }
    skipSpaces(text)
    guard time(&date, text) else { return nil }
    skipSpaces(text)
    guard isAtEnd(text) || zone(&date, text), isAtEnd(text) else { return nil }
    return date.milliseconds
  }

  /// Hours and minutes, with or without seconds and parts of a second.
  private mutating func time(_ date: inout Moment, _ text: Span<UInt8>) -> Bool {
    guard let hour = number(upTo: 2, text), skip(":", text), let minute = digits(2, text) else {
      return false
    }
    (date.hour, date.minute) = (hour, minute)
    guard skip(":", text) else { return true }
    guard let second = digits(2, text) else { return false }
    date.second = second
    guard skip(".", text) || skip(",", text) else { return true }
    return fraction(&date, text)
  }

  private mutating func fraction(_ date: inout Moment, _ text: Span<UInt8>) -> Bool {
    var (unit, count) = (100, 0)
    while position < text.count, text[position].isASCIIDigit {
      date.millisecond += Int(text[position] & 0xF) * unit
      unit /= 10
      count += 1
      position += 1
    }
    return count > 0
  }

  /// `Z`, `+hh:mm`, `+hhmm` or `+hh`.
  private mutating func zone(_ date: inout Moment, _ text: Span<UInt8>) -> Bool {
    if skip("z", text) { return true }
    let isWest = skip("-", text)
    guard isWest || skip("+", text), let hours = digits(2, text) else { return false }
    let hasColon = skip(":", text)
    var minutes = 0
    if let more = digits(2, text) { minutes = more } else if hasColon { return false }
    guard hours < 24, minutes < 60 else { return false }
    date.offset = (isWest ? -1 : 1) * (hours * 60 + minutes)
    return true
  }

  // MARK: RFC 822

  mutating func rfc822(_ text: Span<UInt8>) -> Int64? {
    if let first = text.indices.first, !text[first].isASCIIDigit {
      guard let name = word(text), name.count >= 3 else { return nil }
      guard skip(",", text) || position < text.count else { return nil }
    }
    skipSpaces(text)
    guard let day = number(upTo: 2, text), separator(text), let month = month(text),
      separator(text), let year = year(text), separator(text)
    else { return nil }
    var date = Moment(year: year)
    (date.month, date.day) = (month, day)
    guard time(&date, text) else { return nil }
    skipSpaces(text)
    guard isAtEnd(text) || namedZone(&date, text), isAtEnd(text) else { return nil }
    return date.milliseconds
  }

  private mutating func month(_ text: Span<UInt8>) -> Int? {
    guard let name = word(text), name.count >= 3 else { return nil }
    let months: [StaticString] = [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    let start = name.lowerBound
    return months.firstIndex { text.matchesIgnoringCase($0, at: start) }.map { $0 + 1 }
  }

  /// Two digits mean the years from 1950 to 2049 (RFC 5322, section 4.3).
  private mutating func year(_ text: Span<UInt8>) -> Int? {
    if let year = digits(4, text) { return year }
    guard let year = digits(2, text) else { return nil }
    return year < 50 ? 2000 + year : 1900 + year
  }

  private mutating func namedZone(_ date: inout Moment, _ text: Span<UInt8>) -> Bool {
    guard let name = word(text) else { return zone(&date, text) }
    let zones: [(StaticString, Int)] = [
      ("gmt", 0), ("utc", 0), ("ut", 0), ("z", 0), ("est", -5), ("edt", -4), ("cst", -6),
      ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8), ("pdt", -7),
    ]
    let word = text.extracting(name)
    for (zone, hours) in zones where word.equalsIgnoringCase(zone) {
      date.offset = hours * 60
      // `GMT+0100`, as JavaScript writes it.
      return isAtEnd(text) || self.zone(&date, text)
    }
    return false
  }

  // MARK: Pieces

  private func isAtEnd(_ text: Span<UInt8>) -> Bool { position >= text.count }

  private mutating func skip(_ byte: Unicode.Scalar, _ text: Span<UInt8>) -> Bool {
    guard position < text.count, text[position].asciiLowercased == UInt8(ascii: byte) else {
      return false
    }
    position += 1
    return true
  }

  private mutating func skipSpaces(_ text: Span<UInt8>) {
    while position < text.count, text[position].isHTMLSpace { position += 1 }
  }

  /// White space or hyphens between the parts of a date.
  private mutating func separator(_ text: Span<UInt8>) -> Bool {
    let start = position
    while position < text.count, text[position].isHTMLSpace || text[position] == 0x2D {
      position += 1
    }
    return position > start
  }

  private mutating func word(_ text: Span<UInt8>) -> Range<Int>? {
    let start = position
    while position < text.count, text[position].asciiLowercased &- 0x61 < 26 { position += 1 }
    return position > start ? start..<position : nil
  }

  /// Exactly this many digits, or nothing is read.
  private mutating func digits(_ count: Int, _ text: Span<UInt8>) -> Int? {
    guard position + count <= text.count,
      (position..<position + count).allSatisfy({ text[$0].isASCIIDigit })
    else { return nil }
    return number(upTo: count, text)
  }

  private mutating func number(upTo count: Int, _ text: Span<UInt8>) -> Int? {
    let start = position
    var value = 0
    while position < text.count, position - start < count, text[position].isASCIIDigit {
      value = value * 10 + Int(text[position] & 0xF)
      position += 1
    }
    return position > start ? value : nil
  }
}

/// A date and time of the Gregorian calendar.
private struct Moment {
  var year: Int
  var month = 1
  var day = 1
  var hour = 0
  var minute = 0
  var second = 0
  var millisecond = 0
  /// Minutes ahead of UTC.
  var offset = 0

  init(year: Int) { self.year = year }

  /// Since 1970; nil when there is no such day or time. A leap second counts as the one after it.
  var milliseconds: Int64? {
    guard (1...12).contains(month), (1...daysInMonth).contains(day), hour < 24, minute < 60,
      second <= 60
    else { return nil }
    let minutes = (days * 24 + hour) * 60 + minute - offset
    return Int64((minutes * 60 + second) * 1000 + millisecond)
  }

  private var isLeapYear: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private var daysInMonth: Int {
    switch month {
    case 2: isLeapYear ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970. Years begin in March here, so that the leap day is the last of a year.
  private var days: Int {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
