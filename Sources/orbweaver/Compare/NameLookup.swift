import Glibc
import WebURL

/// The addresses that the system finds for a name.
enum NameLookup {
  /// All addresses of a host as it stands in a URL; none for a name that leads nowhere. May wait for
  /// servers of names.
  static func addresses(of host: String) -> [ServerAddress] {
    if host.hasPrefix("[") {
      return ServerAddress(String(host.dropFirst().dropLast())).map { [$0] } ?? []
    }
    var (hints, list) = unsafe (addrinfo(), UnsafeMutablePointer<addrinfo>?.none)
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [ServerAddress] = []
    var next = unsafe list
    while let entry = unsafe next {
      // One that cannot be read as an address is kept as one that is not private.
      addresses.append(unsafe text(of: entry).flatMap(ServerAddress.init) ?? .init(v4: 0))
      unsafe next = unsafe entry.pointee.ai_next
    }
    return addresses
  }

  private static func text(of entry: UnsafeMutablePointer<addrinfo>) -> String? {
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let code = unsafe getnameinfo(
      entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0,
      NI_NUMERICHOST)
    guard code == 0 else { return nil }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
