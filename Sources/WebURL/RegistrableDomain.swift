private import CPSL

/// Who registered a host: the unit in which the public suffix list divides the web
/// (https://publicsuffix.org), `example.co.uk` for `a.b.example.co.uk`.
package enum RegistrableDomain {
  /// The registrable domain of `host`, in ASCII and lower case. Nil for IP addresses, for public
  /// suffixes themselves and for what is no host.
  ///
  /// The list is the one that the system's libpsl was built with. O(labels).
  package static func of(host: String) -> String? {
    guard let ascii = asciiDomain(host), let list = unsafe psl_builtin() else { return nil }
    return unsafe ascii.withCString { name in
      guard let domain = unsafe psl_registrable_domain(list, name) else { return nil }
      return unsafe String(cString: domain)
    }
  }

  /// The host as a URL would have it, without the dot at its end.
  private static func asciiDomain(_ host: String) -> String? {
    var bytes = ByteBuffer()
    let utf8 = Array(host.utf8)
    guard bytes.appendHost(utf8.span, from: 0, to: utf8.count, isSpecial: true), !bytes.isEmpty
    else { return nil }
    let isAddress = bytes.withBytes { $0[0] == UInt8(ascii: "[") || IPv4Address($0) != nil }
    guard !isAddress else { return nil }
    if bytes[bytes.count - 1] == UInt8(ascii: ".") { bytes.truncate(to: bytes.count - 1) }
    return bytes.withBytes { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
  }
}

extension WebURL {
  /// The canonical form of this URL under `rules`.
  package func canonical(_ rules: CanonicalRules = .standard) -> WebURL {
    var record = URLRecord(copying: self)
    record.canonicalize(rules)
    return WebURL(record)
  }
}
