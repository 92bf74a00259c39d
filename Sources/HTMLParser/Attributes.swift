/// An attribute's value, character references decoded, UTF-8; lent for the length of a call.
typealias AttributeValue = UnsafeBufferPointer<UInt8>

/// The attributes that say something to a crawler.
enum AttributeName: UInt8, CaseIterable {
  case href = 1
  case src, srcset, rel, action, method, name, content, lang, type, poster, data
  case httpEquiv, xmlLang, xlinkHref
  /// Asked for by the construction of the tree only.
  case color, face, size, encoding

  /// Which attribute a name stands for.
  static func makeTable() -> NameTable {
    NameTable(allCases.map { (NameKey($0.text), $0.rawValue) })
  }

  /// The name.
  var text: StaticString {
    switch self {
    case .href: "href"
    case .src: "src"
    case .srcset: "srcset"
    case .rel: "rel"
    case .action: "action"
    case .method: "method"
    case .name: "name"
    case .content: "content"
    case .lang: "lang"
    case .type: "type"
    case .poster: "poster"
    case .data: "data"
    case .httpEquiv: "http-equiv"
    case .xmlLang: "xml:lang"
    case .xlinkHref: "xlink:href"
    case .color: "color"
    case .face: "face"
    case .size: "size"
    case .encoding: "encoding"
    }
  }
}

/// The attributes of a start tag, as a parser lends them for the length of a call. Of two with one name
/// the first counts.
@unsafe struct Attributes: ~Copyable {
  private var present: UInt32 = 0
  private var values = unsafe InlineArray<20, AttributeValue>(
    repeating: AttributeValue(start: nil, count: 0))

  /// The value of an attribute: empty when it stands without one, nil when there is no such attribute.
  @inline(__always)
  subscript(_ name: AttributeName) -> AttributeValue? {
    guard unsafe has(name) else { return nil }
    return unsafe values[Int(name.rawValue)]
  }

  @inline(__always)
  func has(_ name: AttributeName) -> Bool { unsafe present & 1 << UInt32(name.rawValue) != 0 }

  /// Whether there is an attribute of this value, in any case of letters.
  func `is`(_ name: AttributeName, _ lowercase: StaticString) -> Bool {
    guard let value = unsafe self[name] else { return false }
    return unsafe value.span.equalsIgnoringCase(lowercase)
  }

  @inline(__always)
  mutating func removeAll() { unsafe present = 0 }

  /// Adds an attribute, or replaces its value.
  @inline(__always)
  mutating func set(_ name: AttributeName, _ value: AttributeValue) {
    unsafe present |= 1 << UInt32(name.rawValue)
    unsafe values[Int(name.rawValue)] = unsafe value
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
