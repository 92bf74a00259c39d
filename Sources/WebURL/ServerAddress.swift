/// Where a server is: an IP address, without a port. An IPv4 address is the same as the IPv6 address that
/// stands for it (RFC 4291, 2.5.5.2), since both lead to one server.
package struct ServerAddress: Sendable, Hashable {
  /// The address's sixteen bytes, as two numbers in network order.
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    (self.high, self.low) = (high, low)
  }

  /// - Parameter v4: the address's four bytes, the first as the highest.
  package init(v4: UInt32) {
    self.init(high: 0, low: Self.mapped | UInt64(v4))
  }

  /// An address as text: `192.0.2.1`, `2001:db8::1`, without brackets. A zone (RFC 4007, `%eth0`) says
  /// by which way, not where, and is left out. Nil for a text that is none.
  package init?(_ text: String) {
    let bytes = Array((text.utf8.contains(UInt8(ascii: ":")) ? text : "::ffff:" + text).utf8)
    let end = bytes.firstIndex(of: UInt8(ascii: "%")) ?? bytes.count
    guard let address = IPv6Address(bytes.span, from: 0, to: end) else { return nil }
    self.init(high: address.number(from: 0), low: address.number(from: 4))
  }

  private static let mapped: UInt64 = 0xFFFF << 32
}

extension ServerAddress: CustomStringConvertible {
  /// The text that `init(_:)` reads: IPv6 as RFC 5952 has it.
  package var description: String {
    var buffer = ByteBuffer(capacity: 48)
    if high == 0 && low & ~0xFFFF_FFFF == Self.mapped {
      buffer.append(IPv4Address(value: UInt32(truncatingIfNeeded: low)))
      return buffer.text
    }
    buffer.append(IPv6Address(high: high, low: low))
    // The brackets are a URL's.
    return String(buffer.text.dropFirst().dropLast())
  }
}

extension ByteBuffer {
  fileprivate var text: String {
    withBytes { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
  }
}
