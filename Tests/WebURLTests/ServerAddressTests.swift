import Testing
import WebURL

@Suite struct ServerAddressTests {
  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("0.0.0.0", "0.0.0.0"),
    ("::", "::"), ("::1", "::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("fe80::1%eth0", "fe80::1"), ("::ffff:192.0.2.7", "192.0.2.7"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ("::fffe:1.2.3.4", "::fffe:102:304"),
  ])
  func readsAndWrites(_ text: String, _ written: String) throws {
    let address = try #require(ServerAddress(text))
    #expect(address.description == written)
    #expect(ServerAddress(written) == address)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "0x7f.1", "2130706433", "example.org",
    "[::1]", "::1::", "1:2:3:4:5:6:7", "%eth0", "1.2.3.4:80",
  ])
  func whatIsNoAddress(_ text: String) { #expect(ServerAddress(text) == nil) }

  @Test func numbersAndTextAreTheSame() {
    #expect(ServerAddress(v4: 0x7F00_0001) == ServerAddress("127.0.0.1"))
    #expect(ServerAddress(v4: 0x7F00_0001) == ServerAddress("::ffff:7f00:1"))
    #expect(ServerAddress(v4: 0x7F00_0001) != ServerAddress("::7f00:1"))
    #expect(
      ServerAddress(high: 0x2001_0DB8_0000_0000, low: 0xFF) == ServerAddress("2001:db8::ff"))
  }
}
