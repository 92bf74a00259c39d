/// The content of a `<meta http-equiv=refresh>` or the value of a `Refresh` header, by the HTML Standard's
/// shared declarative refresh steps (4.2.5.3 and 7.4.2.4).
package enum DeclarativeRefresh: Sendable, Hashable {
  /// No refresh: the content does not start with a time.
  case none
  /// A refresh of the document itself.
  case sameDocument
  /// A refresh to the reference that stands at this place of the content; it may be empty.
  case reference(Range<Int>)

  /// Reads the content. O(n).
  package init(_ content: Span<UInt8>) {
    var position = 0
    content.skip(&position, while: \.isSpace)
    let time = position
    content.skip(&position, while: \.isDigit)
    if position == time {
      guard position < content.count, content[position] == UInt8(ascii: ".") else {
        self = .none
        return
      }
    }
    content.skip(&position) { $0.isDigit || $0 == UInt8(ascii: ".") }
    guard position < content.count else {
      self = .sameDocument
      return
    }
    guard content[position].isRefreshSeparator || content[position].isSpace else {
      self = .none
      return
    }
    content.skip(&position, while: \.isSpace)
    if position < content.count, content[position].isRefreshSeparator { position += 1 }
    content.skip(&position, while: \.isSpace)
    self =
      position < content.count ? .reference(Self.url(in: content, from: position)) : .sameDocument
  }

  /// Where the URL stands in what is behind the time: behind `url=` if that is there, without the
  /// quotes if it starts with one.
  private static func url(in content: Span<UInt8>, from start: Int) -> Range<Int> {
    var position = start
    guard content.matches(ignoringCase: "URL", at: position) else {
      return unquoted(in: content, from: start)
    }
    position += 3
    content.skip(&position, while: \.isSpace)
    guard position < content.count, content[position] == UInt8(ascii: "=") else {
      return start..<content.count
    }
    position += 1
    content.skip(&position, while: \.isSpace)
    return unquoted(in: content, from: position)
  }

  private static func unquoted(in content: Span<UInt8>, from start: Int) -> Range<Int> {
    guard start < content.count,
      content[start] == UInt8(ascii: "\"") || content[start] == UInt8(ascii: "'")
    else { return start..<content.count }
    var end = start + 1
    content.skip(&end) { $0 != content[start] }
    return start + 1..<end
  }
}

extension Span<UInt8> {
  /// Moves a position on over the bytes that fulfil a condition.
  fileprivate func skip(_ position: inout Int, while condition: (UInt8) -> Bool) {
    while position < count, condition(self[position]) { position += 1 }
  }
}

extension UInt8 {
  /// ASCII white space (Infra Standard).
  fileprivate var isSpace: Bool {
    self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D || self == 0x0C
  }

  fileprivate var isDigit: Bool { self &- 0x30 < 10 }

  fileprivate var isRefreshSeparator: Bool {
    self == UInt8(ascii: ";") || self == UInt8(ascii: ",")
  }
}
