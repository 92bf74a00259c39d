/// What the content of an element is (HTML Standard, 13.2.5: the state that its start tag switches to).
enum ContentModel {
  /// Tags and text.
  case data
  /// Text with character references, up to the element's end tag: title, textarea.
  case rcdata
  /// Text, up to the element's end tag: style, xmp, iframe, noembed, noframes.
  case rawText
  /// A script.
  case script
  /// Text, up to the end of the page.
  case plainText
}

/// Content that is text whatever it looks like.
extension HTMLTokenizer {
  /// Takes the text up to the end tag of the element with this name, which is left to be read, or up to
  /// the end of the page.
  mutating func readRawText(_ input: Span<UInt8>, _ model: ContentModel, endingWith key: NameKey) {
    let start = position
    let end: Int
    switch model {
    case .data: end = start
    case .rcdata, .rawText: end = endTag(in: input, from: start, key)
    case .script: end = endOfScript(input, from: start, key)
    case .plainText: end = input.count
    }
    text = start..<end
    position = end
  }

  private func endTag(in input: Span<UInt8>, from start: Int, _ key: NameKey) -> Int {
    var place = ByteSearch.first(UInt8(ascii: "<"), in: input, from: start)
    while place < input.count {
      if isEndTag(in: input, at: place, key) { return place }
      place = ByteSearch.first(UInt8(ascii: "<"), in: input, from: place + 1)
    }
    return place
  }

  /// Whether `</name` and what can follow a name stand at a `<`: an appropriate end tag (13.2.5.14).
  private func isEndTag(in input: Span<UInt8>, at place: Int, _ key: NameKey) -> Bool {
    guard place + 2 < input.count, input[place + 1] == UInt8(ascii: "/") else { return false }
    return isName(in: input, at: place + 2, key)
  }

  /// Whether this name stands at a place, and with it a character that ends a name. O(16): no name that
  /// is asked for is longer.
  private func isName(in input: Span<UInt8>, at start: Int, _ key: NameKey) -> Bool {
    var end = start
    while end < input.count, end - start <= 16, !input[end].isHTMLSpace,
      input[end] != UInt8(ascii: "/"), input[end] != UInt8(ascii: ">")
    {
      end += 1
    }
    guard end > start, end < input.count, end - start <= 16 else { return false }
    return NameKey(input, start..<end) == key
  }

  /// Where a script ends (13.2.5.15 to 31). Within `<!--` and `-->` a `<script>` hides the next
  /// `</script>`.
  private func endOfScript(_ input: Span<UInt8>, from start: Int, _ key: NameKey) -> Int {
    var state = ScriptState.plain
    var dashes = 0
    var place = start
    while place < input.count {
      let byte = input[place]
      if byte == UInt8(ascii: "<") {
        if state != .doubleEscaped, isEndTag(in: input, at: place, key) { return place }
        (place, dashes) = opening(input, at: place, &state)
      } else if state == .plain {
        place = ByteSearch.first(UInt8(ascii: "<"), in: input, from: place)
      } else {
        if byte == UInt8(ascii: ">"), dashes >= 2 { state = .plain }
        dashes = byte == UInt8(ascii: "-") ? dashes + 1 : 0
        place += 1
      }
    }
    return place
  }

  /// Moves on over a `<` in a script, and over what makes it special; answers where to go on, and how
  /// many dashes stand before that.
  private func opening(
    _ input: Span<UInt8>, at place: Int, _ state: inout ScriptState
  ) -> (place: Int, dashes: Int) {
    if state == .plain {
      guard input.matchesIgnoringCase("<!--", at: place) else { return (place + 1, 0) }
      state = .escaped
      return (place + 4, 2)
    }
    let isEnd = place + 1 < input.count && input[place + 1] == UInt8(ascii: "/")
    let nameStart = place + (isEnd ? 2 : 1)
    guard isEnd == (state == .doubleEscaped), isName(in: input, at: nameStart, NameKey("script"))
    else { return (place + 1, 0) }
    state = isEnd ? .escaped : .doubleEscaped
    // Behind the name and the character that ended it.
    return (nameStart + 7, 0)
  }
}

/// How far a script is within `<!--`.
private enum ScriptState {
  case plain
  case escaped
  case doubleEscaped
}
