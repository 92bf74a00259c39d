import Testing
import WebURL
import orbweaver

/// Who may be asked as fast as it goes. Nothing here touches a network.
struct HostOwnershipTests {
  @Test(arguments: [
    "127.0.0.1", "127.255.255.255", "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255",
    "192.168.0.0", "192.168.255.255", "169.254.0.0", "169.254.255.255", "::1", "fe80::1",
    "febf:ffff::1", "fc00::", "fdff:ffff::", "::ffff:10.1.2.3", "fe80::1%lo",
  ])
  func privateAddresses(_ text: String) throws {
    #expect(try #require(ServerAddress(text)).isPrivate)
  }

  @Test(arguments: [
    "126.255.255.255", "128.0.0.0", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0",
    "192.167.255.255", "192.169.0.0", "169.253.255.255", "169.255.0.0", "0.0.0.0", "8.8.8.8",
    "255.255.255.255", "::", "::2", "fe7f::1", "fec0::1", "fbff::", "fe00::", "2001:db8::1",
    "::ffff:8.8.8.8", "::127.0.0.1",
  ])
  func publicAddresses(_ text: String) throws {
    #expect(try !#require(ServerAddress(text)).isPrivate)
  }

  private func addresses(_ texts: String...) -> [ServerAddress] {
    texts.compactMap { ServerAddress($0) }
  }

  @Test func everyAddressOfEveryHostMustBePrivate() {
    let nobody = HostOwnership(owned: [])
    let found = [
      "localhost": addresses("127.0.0.1", "::1"), "intranet": addresses("10.0.0.1"),
      "half.example": addresses("10.0.0.1", "192.0.2.1"),
      "example.org": addresses("192.0.2.1"), "nowhere.example": [],
    ]
    #expect(nobody.strangers(among: ["localhost", "intranet"], addresses: found).isEmpty)
    #expect(
      nobody.strangers(
        among: ["localhost", "example.org", "half.example", "example.org", "nowhere.example", "?"],
        addresses: found)
        == ["example.org", "half.example", "nowhere.example", "?"])
  }

  @Test(arguments: [
    ("example.org", "example.org", true), ("EXAMPLE.org", "example.org", true),
    ("example.org", "www.example.org", false), ("*.example.org", "www.example.org", true),
    ("*.example.org", "a.b.example.org", true), ("*.example.org", "example.org", true),
    ("*.example.org", "notexample.org", false), ("*.example.org", "example.org.evil.test", false),
    ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.10", false),
  ])
  func whoeverOwnsAHostMaySaySo(_ owned: String, _ host: String, _ isOwned: Bool) {
    let ownership = HostOwnership(owned: [owned])
    let found = [host: addresses("192.0.2.1")]
    #expect(ownership.strangers(among: [host], addresses: found).isEmpty == isOwned)
  }

  @Test func aDomainIsOwnedAsAWhole() {
    let ownership = HostOwnership(owned: ["*.example.org", "example.com"])
    #expect(ownership.ownsDomains(of: ["www.example.org", "example.org"]))
    #expect(!ownership.ownsDomains(of: ["www.example.org", "example.com"]))
    #expect(!ownership.ownsDomains(of: ["127.0.0.1"]))
  }

  @Test(arguments: ["example.org", "*.example.org", "127.0.0.1", "[::1]", "localhost"])
  func hostsAreTaken(_ text: String) throws { #expect(try HostOwnership.check(text) == text) }

  @Test(arguments: [
    "", "*", "*.", "*.org", "*.co.uk", "http://example.org", "example.org/a", "a b",
    "example.org:80", "*.*.org", "me@example.org", "*.10.0.0.1",
  ])
  func whatIsNoHostIsRefused(_ text: String) {
    #expect(throws: (any Error).self) { try HostOwnership.check(text) }
  }
}
