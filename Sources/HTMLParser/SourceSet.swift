/// The image candidates of a `srcset` (HTML Standard, 4.8.4.2.1 and 4.8.4.3.9, parse a srcset attribute).
enum SourceSet {
  /// Calls `body` with the range of each valid candidate's URL, in order. O(text).
  static func forEachURL(of text: Span<UInt8>, _ body: (Range<Int>) -> Void) {
    var position = 0
    while true {
      text.skip(&position) { $0.isHTMLSpace || $0 == UInt8(ascii: ",") }
      guard position < text.count else { return }
      let start = position
      text.skip(&position) { !$0.isHTMLSpace }
      var end = position
      while end > start, text[end - 1] == UInt8(ascii: ",") { end -= 1 }
      // A comma behind the URL ends the candidate: there are no descriptors.
      guard end == position else {
        body(start..<end)
        continue
      }
      var descriptors = Descriptors()
      readDescriptors(of: text, &position, &descriptors)
      if descriptors.areValid { body(start..<end) }
    }
  }

  /// Reads descriptors up to the comma that ends the candidate; one in parentheses ends none.
  private static func readDescriptors(
    of text: Span<UInt8>, _ position: inout Int, _ descriptors: inout Descriptors
  ) {
    var start = position
    var isInParentheses = false
    while position < text.count {
      let byte = text[position]
      if isInParentheses {
        isInParentheses = byte != UInt8(ascii: ")")
      } else if byte == UInt8(ascii: "(") {
        isInParentheses = true
      } else if byte == UInt8(ascii: ",") {
        descriptors.add(text.extracting(start..<position))
        position += 1
        return
      } else if byte.isHTMLSpace {
        descriptors.add(text.extracting(start..<position))
        start = position + 1
      }
      position += 1
    }
    descriptors.add(text.extracting(start..<position))
  }
}

/// The descriptors of one candidate. Of what is none nothing follows, as in browsers and in WPT.
private struct Descriptors {
  private var hasWidth = false
  private var hasDensity = false
  private var hasHeight = false
  private var isWrong = false

  /// Whether they are what a candidate may have; a height only beside a width.
  var areValid: Bool { !isWrong && (!hasHeight || hasWidth) }

  mutating func add(_ text: Span<UInt8>) {
    guard !text.isEmpty else { return }
    let number = text.extracting(0..<text.count - 1)
    switch text[text.count - 1] {
    case UInt8(ascii: "w"):
      guard Self.isInteger(number) else { return }
      isWrong = isWrong || hasWidth || hasDensity || Self.isZero(number)
      hasWidth = true
    case UInt8(ascii: "h"):
      guard Self.isInteger(number) else { return }
      isWrong = isWrong || hasHeight || hasDensity || Self.isZero(number)
      hasHeight = true
    case UInt8(ascii: "x"):
      guard Self.isDensity(number) else { return }
      isWrong = isWrong || hasDensity || hasWidth || hasHeight
      hasDensity = true
    default: return
    }
  }

  private static func isInteger(_ text: Span<UInt8>) -> Bool {
    !text.isEmpty && text.indices.allSatisfy { text[$0].isASCIIDigit }
  }

  private static func isZero(_ digits: Span<UInt8>) -> Bool {
    digits.indices.allSatisfy { digits[$0] == UInt8(ascii: "0") }
  }

  /// A valid floating-point number (2.3.4.3) that is not negative; -0 is not.
  private static func isDensity(_ text: Span<UInt8>) -> Bool {
    var position = 0
    let isNegative = text.take(UInt8(ascii: "-"), at: &position)
    let whole = text.takeDigits(at: &position)
    var fraction = 0
    let hasPoint = text.take(UInt8(ascii: "."), at: &position)
    if hasPoint { fraction = text.takeDigits(at: &position) }
    guard whole + fraction > 0, !hasPoint || fraction > 0 else { return false }
    let mantissa = position
    if text.take(UInt8(ascii: "e"), at: &position) || text.take(UInt8(ascii: "E"), at: &position) {
      if !text.take(UInt8(ascii: "-"), at: &position) {
        _ = text.take(UInt8(ascii: "+"), at: &position)
      }
      guard text.takeDigits(at: &position) > 0 else { return false }
    }
    guard position == text.count else { return false }
    let isZero = (0..<mantissa).allSatisfy {
      !text[$0].isASCIIDigit || text[$0] == UInt8(ascii: "0")
    }
    return !isNegative || isZero
  }
}

extension Span where Element == UInt8 {
  /// Moves on over a byte if it is this one.
  fileprivate func take(_ byte: UInt8, at position: inout Int) -> Bool {
    guard position < count, self[position] == byte else { return false }
    position += 1
    return true
  }

  /// Moves on over digits and answers how many there were.
  fileprivate func takeDigits(at position: inout Int) -> Int {
    let start = position
    skip(&position, while: \.isASCIIDigit)
    return position - start
  }
}
