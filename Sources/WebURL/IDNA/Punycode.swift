/// Punycode (RFC 3492): a label of Unicode in letters, digits and hyphens.
enum Punycode {
  private static let base: UInt32 = 36
  private static let firstBias: UInt32 = 72
  private static let firstPoint: UInt32 = 0x80

  /// Appends the encoding of `label`, without `xn--`. False where a number grows too large (section
  /// 6.4). O(n²) in the worst case.
  static func encode(_ label: ArraySlice<UInt32>, to ascii: inout [UInt8]) -> Bool {
    for point in label where point < 0x80 { ascii.append(UInt8(point)) }
    let basic = UInt32(label.count { $0 < 0x80 })
    if basic > 0 { ascii.append(UInt8(ascii: "-")) }
    var handled = basic
    var point = firstPoint
    var delta: UInt32 = 0
    var bias = firstBias
    while handled < UInt32(label.count) {
      guard let next = label.lazy.filter({ $0 >= point }).min() else { return false }
      let (step, overflows) = (next - point).multipliedReportingOverflow(by: handled + 1)
      guard !overflows, step <= UInt32.max - delta else { return false }
      delta += step
      point = next
      for other in label {
        if other < point {
          guard delta < UInt32.max else { return false }
          delta += 1
        } else if other == point {
          append(delta, bias: bias, to: &ascii)
          bias = adapted(delta, points: handled + 1, isFirst: handled == basic)
          delta = 0
          handled += 1
        }
      }
      delta += 1
      point += 1
    }
    return true
  }

  /// What `text`, the part of a label behind `xn--`, stands for; nil where it is no Punycode. O(n²) in
  /// the worst case.
  static func decode(_ text: ArraySlice<UInt32>) -> [UInt32]? {
    let hyphen = text.lastIndex(of: 0x2D)
    var label = hyphen.map { Array(text[..<$0]) } ?? []
    guard label.allSatisfy({ $0 < 0x80 }) else { return nil }
    var position = hyphen.map { $0 + 1 } ?? text.startIndex
    var point = firstPoint
    var index: UInt32 = 0
    var bias = firstBias
    var isFirst = true
    while position < text.endIndex {
      guard let step = integer(in: text, at: &position, bias: bias), step <= UInt32.max - index
      else { return nil }
      index += step
      let count = UInt32(label.count) + 1
      bias = adapted(step, points: count, isFirst: isFirst)
      isFirst = false
      guard index / count <= 0x10FFFF - point else { return nil }
      point += index / count
      index %= count
      guard point < 0xD800 || point > 0xDFFF else { return nil }
      label.insert(point, at: Int(index))
      index += 1
    }
    return label
  }

  /// Appends a generalised variable-length integer (section 3.3).
  private static func append(_ delta: UInt32, bias: UInt32, to ascii: inout [UInt8]) {
    var rest = delta
    var k = base
    while true {
      let limit = threshold(k, bias)
      if rest < limit { break }
      ascii.append(digit(limit + (rest - limit) % (base - limit)))
      rest = (rest - limit) / (base - limit)
      k += base
    }
    ascii.append(digit(rest))
  }

  private static func integer(
    in text: ArraySlice<UInt32>, at position: inout Int, bias: UInt32
  ) -> UInt32? {
    var value: UInt32 = 0
    var weight: UInt32 = 1
    var k = base
    while true {
      guard position < text.endIndex, let digit = number(of: text[position]) else { return nil }
      position += 1
      let (part, isTooLarge) = digit.multipliedReportingOverflow(by: weight)
      guard !isTooLarge, part <= UInt32.max - value else { return nil }
      value += part
      let limit = threshold(k, bias)
      if digit < limit { return value }
      let (next, overflows) = weight.multipliedReportingOverflow(by: base - limit)
      guard !overflows else { return nil }
      weight = next
      k += base
    }
  }

  private static func threshold(_ k: UInt32, _ bias: UInt32) -> UInt32 {
    k <= bias + 1 ? 1 : k >= bias + 26 ? 26 : k - bias
  }

  /// Section 6.1, bias adaptation.
  private static func adapted(_ delta: UInt32, points: UInt32, isFirst: Bool) -> UInt32 {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / points
    var k: UInt32 = 0
    while delta > (base - 1) * 26 / 2 {
      delta /= base - 1
      k += base
    }
    return k + base * delta / (delta + 38)
  }

  private static func digit(_ value: UInt32) -> UInt8 {
    UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26)
  }

  private static func number(of point: UInt32) -> UInt32? {
    switch point {
    case 0x30...0x39: point - 0x30 + 26
    case 0x41...0x5A: point - 0x41
    case 0x61...0x7A: point - 0x61
    default: nil
    }
  }
}
