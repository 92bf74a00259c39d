package import WebURL

/// Whether the servers of a comparison may be asked as fast as it goes: those on this machine and on
/// private networks may, and those that somebody says are theirs. Strangers are not hammered.
package struct HostOwnership: Sendable {
  private let owned: [String]

  /// - Parameter owned: what somebody says is theirs: names of hosts, and `*.example.org` for all below
  ///   a domain, in any case.
  package init(owned: [String]) { self.owned = owned.map { $0.lowercased() } }

  /// The hosts, each once and in their order, that are neither owned nor private.
  ///
  /// - Parameters:
  ///   - hosts: as they stand in URLs.
  ///   - addresses: all addresses that a host's name leads to; none for one that leads nowhere.
  package func strangers(
    among hosts: [String], addresses: [String: [ServerAddress]]
  ) -> [String] {
    var seen: Set<String> = []
    return hosts.filter { host in
      guard seen.insert(host).inserted, !owns(host) else { return false }
      let found = addresses[host] ?? []
      return found.isEmpty || !found.allSatisfy(\.isPrivate)
    }
  }

  /// Whether all hosts below the registrable domains of these are owned: what `--scope domain` needs.
  package func ownsDomains(of hosts: [String]) -> Bool {
    hosts.allSatisfy { host in
      RegistrableDomain.of(host: host).map { owned.contains("*." + $0) } ?? false
    }
  }

  private func owns(_ host: String) -> Bool {
    owned.contains { pattern in
      // `*.example.org` is all below the domain, and the domain itself.
      pattern.hasPrefix("*.")
        ? host.hasSuffix(pattern.dropFirst()) || host == pattern.dropFirst(2) : host == pattern
    }
  }

  /// Checks what somebody wrote, which must be a host, not a URL.
  ///
  /// - Throws: `Misreading`.
  package static func check(_ text: String) throws -> String {
    let name = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
    guard !name.contains("*"), let url = WebURL("http://\(name)/"),
      url.host == name.lowercased(), url.port == nil
    else {
      throw Misreading(description: "write a host as it stands in URLs, or *.example.org")
    }
    if text.hasPrefix("*."), RegistrableDomain.of(host: name) == nil {
      throw Misreading(description: "nobody owns all hosts below \(name)")
    }
    return text.lowercased()
  }
}

extension ServerAddress {
  /// Whether the address is of this machine or of a network that nobody reaches from outside: loopback
  /// (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3), link-local (RFC 3927; RFC 4291, 2.5.6), private (RFC 1918)
  /// or unique local (RFC 4193).
  package var isPrivate: Bool {
    if high == 0 && low == 1 { return true }
    if high >> 54 == 0xFE80 >> 6 { return true }
    if high >> 57 == 0xFC >> 1 { return true }
    guard high == 0, low >> 32 == 0xFFFF else { return false }
    let v4 = UInt32(truncatingIfNeeded: low)
    return v4 >> 24 == 127 || v4 >> 24 == 10 || v4 >> 20 == 0xAC1 || v4 >> 16 == 0xC0A8
      || v4 >> 16 == 0xA9FE
  }
}
