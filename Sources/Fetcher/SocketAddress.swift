// libcurl's header brings in the system's, and the compiler takes either for their owner.
internal import CCurl
import Glibc
import WebURL

extension ServerAddress {
  /// The IP address of a socket's address; nil for one of another family.
  ///
  /// - Parameter socket: as long as its family needs.
  init?(_ socket: UnsafePointer<sockaddr>) {
    let raw = unsafe UnsafeRawPointer(socket)
    switch Int32(unsafe socket.pointee.sa_family) {
    case AF_INET:
      let address = unsafe raw.loadUnaligned(as: sockaddr_in.self).sin_addr
      self.init(v4: UInt32(bigEndian: address.s_addr))
    case AF_INET6:
      var address = unsafe raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      self = unsafe withUnsafeBytes(of: &address) { bytes in
        unsafe ServerAddress(
          high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
          low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
      }
    default: return nil
    }
  }
}
