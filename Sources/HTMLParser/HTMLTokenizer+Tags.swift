/// Names and attributes of tags.
extension HTMLTokenizer {
  /// What comes next in a tag.
  enum TagPart {
    /// An attribute.
    case attribute
    /// The `>`, which has been passed.
    case end
    /// The end of the text: the tag is none (eof-in-tag).
    case endOfText
  }

  /// Reads the name that starts at the position with a letter (13.2.5.8).
  @inline(__always)
  mutating func readTagName(_ input: Span<UInt8>) {
    let start = position
    if start + 8 <= input.count {
      let word = ByteSearch.word(in: input, at: start)
      // White space and `/`, but also other characters, are below 0x30.
      let length = (word.marking(lessThan: 0x30) | word.marking(UInt8(ascii: ">"))).unmarkedBytes
      if length < 8, UInt8(truncatingIfNeeded: word >> (8 &* UInt64(length))).endsTagName {
        name = unsafe Range(uncheckedBounds: (start, start &+ length))
        nameKey = NameKey(low: word.lowBytes(length).asciiLowercased)
        position = start &+ length
        return
      }
    }
    readLongTagName(input)
  }

  private mutating func readLongTagName(_ input: Span<UInt8>) {
    var end = position
    while end < input.count, !input[end].endsTagName { end += 1 }
    name = position..<end
    nameKey = NameKey(input, name)
    position = end
  }

  /// Reads on in a tag whose name was read (13.2.5.32 to 40).
  @inline(__always)
  mutating func nextAttribute(_ input: Span<UInt8>) -> TagPart {
    var place = position
    var isSlash = false
    while true {
      guard place < input.count else { return endOfTag(at: place, .endOfText) }
      // Before the end, by the line above; so below.
      let byte = unsafe input[unchecked: place]
      if byte == UInt8(ascii: ">") {
        isSelfClosing = isSlash
        return endOfTag(at: place &+ 1, .end)
      }
      guard byte == UInt8(ascii: "/") || byte.isHTMLSpace else { break }
      isSlash = byte == UInt8(ascii: "/")
      place &+= 1
    }
    let start = place
    // The first character belongs to the name even when it is `=`.
    place = endOfAttributeName(input, from: place &+ 1)
    attributeName = unsafe Range(uncheckedBounds: (start, place))
    attributeValue = unsafe Range(uncheckedBounds: (place, place))
    while place < input.count, unsafe input[unchecked: place].isHTMLSpace { place &+= 1 }
    guard place < input.count, unsafe input[unchecked: place] == UInt8(ascii: "=") else {
      position = place
      return .attribute
    }
    place &+= 1
    while place < input.count, unsafe input[unchecked: place].isHTMLSpace { place &+= 1 }
    guard place < input.count else { return endOfTag(at: place, .endOfText) }
    let quote = unsafe input[unchecked: place]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      readUnquotedValue(input, from: place)
      return .attribute
    }
    place &+= 1
    let end = ByteSearch.first(quote, in: input, from: place)
    guard end < input.count else { return endOfTag(at: end, .endOfText) }
    attributeValue = unsafe Range(uncheckedBounds: (place, end))
    position = end &+ 1
    return .attribute
  }

  /// Passes the attributes of a tag that nobody wants to know. False when the text ends before the tag.
  @inline(__always)
  mutating func skipAttributes(_ input: Span<UInt8>) -> Bool {
    // Most tags have none.
    if position < input.count, unsafe input[unchecked: position] == UInt8(ascii: ">") {
      position &+= 1
      isSelfClosing = false
      return true
    }
    while true {
      switch nextAttribute(input) {
      case .attribute: continue
      case .end: return true
      case .endOfText: return false
      }
    }
  }

  @inline(__always)
  private mutating func endOfTag(at place: Int, _ part: TagPart) -> TagPart {
    position = place
    return part
  }

  @inline(__always)
  private func endOfAttributeName(_ input: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while place + 8 <= input.count {
      let word = ByteSearch.word(in: input, at: place)
      let length =
        (word.marking(lessThan: 0x30) | word.marking(UInt8(ascii: "="))
        | word.marking(UInt8(ascii: ">"))).unmarkedBytes
      place &+= length
      if length < 8 {
        if UInt8(truncatingIfNeeded: word >> (8 &* UInt64(length))).endsAttributeName {
          return place
        }
        place &+= 1
      }
    }
    while place < input.count, !input[place].endsAttributeName { place += 1 }
    return place
  }

  /// It ends at white space or before the `>`; an empty one is a value that is missing.
  private mutating func readUnquotedValue(_ input: Span<UInt8>, from start: Int) {
    var end = start
    while end < input.count, !input[end].isHTMLSpace, input[end] != UInt8(ascii: ">") { end += 1 }
    attributeValue = start..<end
    position = end
  }
}

extension UInt8 {
  @inline(__always)
  fileprivate var endsTagName: Bool {
    isHTMLSpace || self == UInt8(ascii: "/") || self == UInt8(ascii: ">")
  }

  @inline(__always)
  fileprivate var endsAttributeName: Bool { endsTagName || self == UInt8(ascii: "=") }
}
