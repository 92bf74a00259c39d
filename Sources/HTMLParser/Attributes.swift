import Glibc

/// An attribute's value, entities decoded, UTF-8; lent by libxml2 for the length of a callback.
typealias AttributeValue = UnsafeBufferPointer<UInt8>

/// The attributes of a start tag, as libxml2 lends them for the length of a callback: names in lower
/// case and values in turn, closed by a nil name.
@unsafe struct Attributes {
  private let list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?

  init(_ list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) { unsafe self.list = unsafe list }

  /// The value of the first attribute with this name: empty when it stands without one, nil when
  /// there is no such attribute.
  subscript(_ name: StaticString) -> AttributeValue? {
    guard var entry = unsafe list else { return nil }
    while let key = unsafe entry[0] {
      if unsafe equals(key, name) {
        guard let value = unsafe entry[1] else {
          return unsafe AttributeValue(start: nil, count: 0)
        }
        return unsafe AttributeValue(
          start: value, count: strlen(UnsafeRawPointer(value).assumingMemoryBound(to: CChar.self)))
      }
      unsafe entry += 2
    }
    return nil
  }
}
