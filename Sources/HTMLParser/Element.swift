/// The elements that say something to a crawler.
enum Element {
  case anchor
  case area
  case base
  case form
  case frame
  case html
  case iframe
  case image
  case link
  case meta
  case script
  case svg
  case title
  /// An element whose content is text, whatever it looks like: textarea, xmp, noembed, noframes.
  case rawText

  /// The element of a lower-case tag name as libxml2 gives it, or nil for the many that say nothing.
  /// Most names are dismissed by their first byte.
  @inline(__always)
  init?(name: UnsafePointer<UInt8>) {
    let element: Element? =
      switch unsafe name[0] {
      case UInt8(ascii: "a"): unsafe Self.startingWithA(name)
      case UInt8(ascii: "b"): unsafe equals(name, "base") ? .base : nil
      case UInt8(ascii: "f"): unsafe Self.startingWithF(name)
      case UInt8(ascii: "h"): unsafe equals(name, "html") ? .html : nil
      case UInt8(ascii: "i"): unsafe Self.startingWithI(name)
      case UInt8(ascii: "l"): unsafe equals(name, "link") ? .link : nil
      case UInt8(ascii: "m"): unsafe equals(name, "meta") ? .meta : nil
      case UInt8(ascii: "s"): unsafe Self.startingWithS(name)
      case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "x"): unsafe Self.text(name)
      default: nil
      }
    guard let element else { return nil }
    self = element
  }

  @inline(__always)
  private static func startingWithA(_ name: UnsafePointer<UInt8>) -> Element? {
    if unsafe name[1] == 0 { return .anchor }
    return unsafe equals(name, "area") ? .area : nil
  }

  private static func startingWithF(_ name: UnsafePointer<UInt8>) -> Element? {
    if unsafe equals(name, "form") { return .form }
    return unsafe equals(name, "frame") ? .frame : nil
  }

  private static func startingWithI(_ name: UnsafePointer<UInt8>) -> Element? {
    if unsafe equals(name, "img") { return .image }
    return unsafe equals(name, "iframe") ? .iframe : nil
  }

  private static func startingWithS(_ name: UnsafePointer<UInt8>) -> Element? {
    if unsafe equals(name, "script") { return .script }
    return unsafe equals(name, "svg") ? .svg : nil
  }

  private static func text(_ name: UnsafePointer<UInt8>) -> Element? {
    if unsafe equals(name, "title") { return .title }
    let isRaw =
      unsafe equals(name, "textarea") || equals(name, "xmp") || equals(name, "noembed")
      || equals(name, "noframes")
    return isRaw ? .rawText : nil
  }
}

/// Whether a NUL-terminated name is this one.
@inline(__always)
func equals(_ name: UnsafePointer<UInt8>, _ expected: StaticString) -> Bool {
  let count = expected.utf8CodeUnitCount
  for index in 0..<count {
    // A NUL differs from every byte of `expected`, so the reading stops at the name's end.
    guard unsafe name[index] == expected.utf8Start[index] else { return false }
  }
  return unsafe name[count] == 0
}
