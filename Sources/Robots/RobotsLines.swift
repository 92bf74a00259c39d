/// The lines of a robots.txt: how far it is read, and where each line begins and ends.
enum RobotsLines {
  /// Google's parser cuts lines here: eight times the longest URL that a browser once took.
  static let longestLine = 2083 * 8 - 1

  /// Calls `body` with each line's place and number, counted from 1. A line ends at a line feed, a
  /// carriage return, or both together; what stands behind the last end is a line too.
  static func forEach(_ text: Span<UInt8>, _ body: (_ range: Range<Int>, _ number: Int) -> Void) {
    let end = readableEnd(of: text)
    var start = startBehindByteOrderMark(text)
    var number = 0
    while start < end {
      var lineEnd = start
      while lineEnd < end, text[lineEnd] != 0x0A, text[lineEnd] != 0x0D { lineEnd += 1 }
      number += 1
      body(start..<lineEnd, number)
      start = lineEnd + 1
      if lineEnd + 1 < end, text[lineEnd] == 0x0D, text[lineEnd + 1] == 0x0A { start += 1 }
    }
  }

  /// All of the text, or its last whole line within the limit: half a rule says something else
  /// than the whole.
  private static func readableEnd(of text: Span<UInt8>) -> Int {
    guard text.count > RobotsRules.sizeLimit else { return text.count }
    var end = RobotsRules.sizeLimit
    while end > 0, text[end] != 0x0A, text[end] != 0x0D { end -= 1 }
    return end
  }

  /// As Google's parser has it, a mark that is cut short is skipped as far as it goes.
  private static func startBehindByteOrderMark(_ text: Span<UInt8>) -> Int {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var start = 0
    while start < mark.count, start < text.count, text[start] == mark[start] { start += 1 }
    return start
  }
}

extension Span<UInt8> {
  /// `range` without the blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, self[start].isBlank { start += 1 }
    while end > start, self[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  /// Whether `range` begins with `name`, which is in lower case, whatever its own case.
  func starts(_ name: StaticString, in range: Range<Int>) -> Bool {
    let length = name.utf8CodeUnitCount
    guard range.count >= length else { return false }
    for offset in 0..<length {
      if unsafe self[range.lowerBound + offset].lowercased != name.utf8Start[offset] {
        return false
      }
    }
    return true
  }

  func string(_ range: Range<Int>) -> String {
    String(decoding: range.map { self[$0] }, as: UTF8.self)
  }
}
