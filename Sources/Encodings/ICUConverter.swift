private import CICU

/// ICU's converter for one encoding, asked sequence by sequence when an index is built.
@safe struct ICUConverter: ~Copyable {
  private let converter: UnsafeMutableRawPointer

  /// The converter of this name, or nil when this ICU has none.
  init?(_ name: String) {
    guard let converter = unsafe icu_converter_open(name) else { return nil }
    unsafe self.converter = converter
  }

  deinit { unsafe icu_converter_close(converter) }

  /// The one scalar value that these bytes stand for, 0 when there is none. What is for private use
  /// counts as none unless it is to be kept: in most of ICU's tables it stands for characters of the
  /// user's own, or for some that Unicode had not yet.
  func scalar(_ bytes: UInt8..., keepsPrivateUse: Bool = false) -> UInt32 {
    var units: (UInt16, UInt16) = (0, 0)
    let count = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe withUnsafeMutableBytes(of: &units) { units in
        guard let source = bytes.baseAddress,
          let target = unsafe units.bindMemory(to: UInt16.self).baseAddress
        else { return Int32(0) }
        return unsafe icu_converter_decode(converter, source, Int32(bytes.count), target, 2)
      }
    }
    switch count {
    case 1 where keepsPrivateUse || !Self.isPrivateUse(units.0): return UInt32(units.0)
    case 2 where units.0 & 0xFC00 == 0xD800 && units.1 & 0xFC00 == 0xDC00:
      return 0x10000 + UInt32(units.0 & 0x3FF) << 10 + UInt32(units.1 & 0x3FF)
    default: return 0
    }
  }

  private static func isPrivateUse(_ unit: UInt16) -> Bool { 0xE000...0xF8FF ~= unit }
}
