/// The checksum of gzip (RFC 1952, section 8).
package struct CRC32 {
  private var register: UInt32 = 0xFFFF_FFFF

  package init() {}

  /// The checksum of what was added so far.
  package var value: UInt32 { ~register }

  package mutating func add(_ bytes: [UInt8]) {
    for byte in bytes {
      register = CRC32.table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ register >> 8
    }
  }

  /// Adds zero bytes. O(log count): a zero byte multiplies the register, read as a polynomial over
  /// GF(2), by x to the 8th, so that many of them are one power.
  package mutating func addZeros(_ count: Int) {
    var power = CRC32.xToThe8th
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 { register = CRC32.multiply(register, power) }
      power = CRC32.multiply(power, power)
      rest >>= 1
    }
  }

  /// The polynomial of the standard, its bits reversed: the highest bit stands for x to the 0th.
  private static let polynomial: UInt32 = 0xEDB8_8320
  private static let xToThe8th: UInt32 = 0x0080_0000

  private static func multiply(_ left: UInt32, _ right: UInt32) -> UInt32 {
    var product: UInt32 = 0
    var shifted = right
    for bit in (0..<32).reversed() {
      if left >> UInt32(bit) & 1 == 1 { product ^= shifted }
      shifted = timesX(shifted)
    }
    return product
  }

  private static func timesX(_ value: UInt32) -> UInt32 {
    value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in timesX(value) }
  }
}
