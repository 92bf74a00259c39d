/// Splits a text into tags, text and the rest, as the HTML Standard does (13.2.5, Tokenization).
///
/// It holds a position and what was last found there, as ranges of the text, which is lent to each call
/// and must be the same until the next `begin`. Nothing is copied. Every byte is looked at a bounded
/// number of times, whatever the text is. CR is taken for white space, as the LF that it would become.
struct HTMLTokenizer {
  /// What was found.
  enum Token {
    /// Text, of at least one byte, in `text`: raw, its character references not decoded.
    case text
    /// A start tag's name; its attributes are still to be read.
    case startTag
    /// An end tag's name; its attributes are still to be read.
    case endTag
    /// A comment, its content in `text`.
    case comment
    /// A DOCTYPE.
    case doctype
    /// The end of the text.
    case end
  }

  /// Where the next token starts.
  var position = 0
  /// The range of a text or comment.
  var text = 0..<0
  /// The range of a tag's name, and its key.
  var name = 0..<0
  var nameKey = NameKey(low: 0)
  /// The ranges of an attribute's name and value, the value without its quotes.
  var attributeName = 0..<0
  var attributeValue = 0..<0
  /// Whether the tag ended with `/>`.
  var isSelfClosing = false

  /// Goes to the start of a text.
  mutating func begin() { position = 0 }

  /// Takes the text that ends before the next `<`. False when there is none.
  @inline(__always)
  mutating func readText(_ input: Span<UInt8>) -> Bool {
    let start = position
    position = ByteSearch.first(UInt8(ascii: "<"), in: input, from: start)
    text = unsafe Range(uncheckedBounds: (start, position))
    return position > start
  }

  /// The next token of content that is neither raw text nor a CDATA section.
  ///
  /// Text comes in pieces: a `<` that starts nothing is one of its own.
  @inline(__always)
  mutating func next(in input: Span<UInt8>) -> Token {
    readText(input) ? .text : nextMarkup(in: input)
  }

  /// The token that starts with the `<` at the position; `text` when it starts none.
  @inline(__always)
  mutating func nextMarkup(in input: Span<UInt8>) -> Token {
    let opening = position
    guard opening &+ 1 < input.count else {
      guard opening < input.count else { return .end }
      return takeText(1)
    }
    // Before the end, by the line above.
    let byte = unsafe input[unchecked: opening &+ 1]
    if byte.isASCIILetter {
      position = opening &+ 1
      readTagName(input)
      return .startTag
    }
    if byte == UInt8(ascii: "/"), opening &+ 2 < input.count,
      unsafe input[unchecked: opening &+ 2].isASCIILetter
    {
      position = opening &+ 2
      readTagName(input)
      return .endTag
    }
    return markup(input, behind: byte)
  }

  /// What starts with `<` and no letter: the tag open state and those behind it.
  private mutating func markup(_ input: Span<UInt8>, behind byte: UInt8) -> Token {
    switch byte {
    case UInt8(ascii: "/"): return endTag(input)
    case UInt8(ascii: "!"): return declaration(input)
    case UInt8(ascii: "?"):
      bogusComment(input, from: position + 1)
      return .comment
    default: return takeText(1)
    }
  }

  private mutating func takeText(_ count: Int) -> Token {
    text = position..<position + count
    position += count
    return .text
  }

  /// What starts with `</` and no letter.
  private mutating func endTag(_ input: Span<UInt8>) -> Token {
    guard position + 2 < input.count else { return takeText(2) }
    if input[position + 2] == UInt8(ascii: ">") {
      // `</>` is nothing.
      position += 3
      return next(afterNothingIn: input)
    }
    bogusComment(input, from: position + 2)
    return .comment
  }

  private mutating func next(afterNothingIn input: Span<UInt8>) -> Token {
    // Not by recursion, which a long row of them would drive deep.
    while position + 2 < input.count, input[position] == UInt8(ascii: "<"),
      input[position + 1] == UInt8(ascii: "/"), input[position + 2] == UInt8(ascii: ">")
    {
      position += 3
    }
    return next(in: input)
  }

  /// A markup declaration but for a CDATA section (13.2.5.42).
  private mutating func declaration(_ input: Span<UInt8>) -> Token {
    let start = position + 2
    if input.matchesIgnoringCase("--", at: start) {
      comment(input, from: start + 2)
      return .comment
    }
    if input.matchesIgnoringCase("doctype", at: start) {
      // Not even a quoted identifier keeps a `>` from ending it.
      bogusComment(input, from: start + 7)
      return .doctype
    }
    bogusComment(input, from: start)
    return .comment
  }

  private mutating func bogusComment(_ input: Span<UInt8>, from start: Int) {
    let end = ByteSearch.first(UInt8(ascii: ">"), in: input, from: start)
    text = start..<end
    position = min(end + 1, input.count)
  }

  /// A comment (13.2.5.43 to 52): it ends with `-->` or `--!>`, or at once with `>` or `->`.
  private mutating func comment(_ input: Span<UInt8>, from start: Int) {
    var end = ByteSearch.first(UInt8(ascii: ">"), in: input, from: start)
    while end < input.count {
      if let length = closingLength(input, from: start, to: end) {
        text = start..<end - length
        position = end + 1
        return
      }
      end = ByteSearch.first(UInt8(ascii: ">"), in: input, from: end + 1)
    }
    text = start..<endOfUnclosedComment(input, from: start)
    position = input.count
  }

  /// How much of a comment before a `>` belongs to its end; nil when this one does not end it.
  private func closingLength(_ input: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    let dash = UInt8(ascii: "-")
    switch end - start {
    case 0: return 0
    case 1 where input[start] == dash: return 1
    case 2...:
      if input[end - 1] == dash, input[end - 2] == dash { return 2 }
      let hasBang = end - start > 2 && input[end - 1] == UInt8(ascii: "!")
      return hasBang && input[end - 2] == dash && input[end - 3] == dash ? 3 : nil
    default: return nil
    }
  }

  /// Where the content of a comment ends that the text's end cuts off: before the start of its end.
  private func endOfUnclosedComment(_ input: Span<UInt8>, from start: Int) -> Int {
    for tail in ["--!", "--", "-"] as [StaticString] {
      let place = input.count - tail.utf8CodeUnitCount
      if place >= start, input.matchesIgnoringCase(tail, at: place) { return place }
    }
    return input.count
  }

  /// Whether a CDATA section starts at the position; it is one in foreign content only.
  func isAtCDATA(_ input: Span<UInt8>) -> Bool {
    guard input.count - position >= 9, input[position + 1] == UInt8(ascii: "!") else {
      return false
    }
    let opening: StaticString = "<![CDATA["
    return (0..<9).allSatisfy { unsafe input[position + $0] == opening.utf8Start[$0] }
  }

  /// Takes the CDATA section that starts at the position as text; `[[` has been seen.
  mutating func readCDATA(_ input: Span<UInt8>) {
    position += 9
    readCDATAContent(input)
  }

  /// Takes the text up to `]]>` (13.2.5.69).
  mutating func readCDATAContent(_ input: Span<UInt8>) {
    let start = position
    let bracket = UInt8(ascii: "]")
    var end = ByteSearch.first(UInt8(ascii: ">"), in: input, from: start)
    while end < input.count {
      if end - start >= 2, input[end - 1] == bracket, input[end - 2] == bracket {
        text = start..<end - 2
        position = end + 1
        return
      }
      end = ByteSearch.first(UInt8(ascii: ">"), in: input, from: end + 1)
    }
    text = start..<input.count
    position = input.count
  }
}

extension UInt8 {
  /// Whether this is a letter of ASCII.
  @inline(__always)
  var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
}
