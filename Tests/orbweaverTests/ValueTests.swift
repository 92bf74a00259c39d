import Testing
import WebURL
import orbweaver

/// What people write on a command line, and what is written for them.
struct ValueTests {
  @Test(arguments: [
    ("0.5", "500ms"), ("500ms", "500ms"), ("30s", "30s"), ("30", "30s"), ("60s", "60s"),
    ("5m", "5m"), ("2h", "2h"), ("90m", "90m"), ("1d", "24h"), ("0", "0s"), (".25s", "250ms"),
    ("0.0001", "1ms"),
  ])
  func times(_ text: String, _ same: String) throws {
    let span = try TimeSpan(reading: text)
    #expect(span.description == same)
    #expect(try TimeSpan(reading: same) == span)
  }

  @Test(arguments: ["", "s", "-1", "1e3", "0x10", "nan", "inf", "1 s", "1y", "367d", "1.2.3", "٣"])
  func noTimes(_ text: String) {
    #expect(throws: (any Error).self) { try TimeSpan(reading: text) }
  }

  @Test func positiveTimesAreNotZero() throws {
    #expect(throws: (any Error).self) { try TimeSpan.positive("0") }
    #expect(try TimeSpan.positive("1ms").duration == .milliseconds(1))
  }

  @Test(arguments: [
    ("0", 0), ("1000", 1_000), ("512K", 524_288), ("512k", 524_288), ("10M", 10_485_760),
    ("1G", 1 << 30), ("0.5M", 524_288),
  ])
  func sizes(_ text: String, _ bytes: Int) throws {
    let size = try ByteSize(reading: text)
    #expect(size.bytes == bytes)
    #expect(try ByteSize(reading: size.description) == size)
  }

  @Test(arguments: ["", "K", "-1", "1e3", "2G", "1T", "1 K", "10MB"])
  func noSizes(_ text: String) {
    #expect(throws: (any Error).self) { try ByteSize(reading: text) }
  }

  @Test func sizesOfARange() throws {
    let read = ByteSize.within(1 << 20...1 << 50)
    #expect(try read("1M").bytes == 1 << 20 && read("1024T").bytes == 1 << 50)
    for text in ["0", "1023K", "1025T", "none"] {
      #expect(throws: (any Error).self) { try read(text) }
    }
  }

  @Test(arguments: [
    ("500K", RateLimit.bytesPerSecond(512_000)), ("0.5m", .bytesPerSecond(524_288)),
    ("10/s", .requestsPerSecond(10)), ("30/m", .requestsPerSecond(0.5)),
    ("36/h", .requestsPerSecond(0.01)), ("0.25/s", .requestsPerSecond(0.25)), ("none", .none),
  ])
  func rates(_ text: String, _ limit: RateLimit) throws {
    #expect(try RateLimit(reading: text) == limit)
  }

  @Test(arguments: [
    "", "500", "0K", "0/s", "-1/s", "1/d", "1/", "/s", "1e3/s", "2M/s", "10 /s", "2000000/s", "2T",
  ])
  func noRates(_ text: String) {
    #expect(throws: (any Error).self) { try RateLimit(reading: text) }
  }

  @Test(arguments: ["Accept: a", "X-A:", "a!#$:\tb"])
  func headers(_ line: String) throws { #expect(try RequestHeader.check(line) == line) }

  @Test(arguments: ["", "Accept", ": a", "A b: c", "A: b\r\nC: d", "Ä: b"])
  func noHeaders(_ line: String) {
    #expect(throws: (any Error).self) { try RequestHeader.check(line) }
  }

  @Test(arguments: [
    ("-", SeedArgument.standardInput), ("https://a.example", .url("https://a.example")),
    ("example.org", .url("example.org")), ("example.org:8080/a", .url("example.org:8080/a")),
    ("localhost", .url("localhost")), ("localhost:80", .url("localhost:80")),
    ("[::1]:80", .url("[::1]:80")), ("mailto:a@b.example", .url("mailto:a@b.example")),
    ("example.org/list.txt", .url("example.org/list.txt")), ("no-such.txt", .file("no-such.txt")),
    ("./example.org", .file("./example.org")), ("seeds/list", .file("seeds/list")),
    ("/etc/hostname", .file("/etc/hostname")), ("list", .file("list")),
  ])
  func seedArguments(_ text: String, _ meaning: SeedArgument) {
    #expect(SeedArgument(text) == meaning)
  }

  @Test func seedFiles() throws {
    let text = "\u{FEFF}# one\r\nhttp://a.example/#part\r\n\r\n\tb.example # two\nhttps://c.example"
    let seeds = try Seeds.list(Array(text.utf8), named: "s.txt")
    #expect(
      seeds.map(\.href) == ["http://a.example/#part", "http://b.example/", "https://c.example/"])
  }

  @Test(arguments: [
    ("http://example.org:8080/a", "output/example.org-19700101T000000Z"),
    ("http://[::1]/", "output/---1--19700101T000000Z"),
    ("http://xn--mnchen-3ya.example", "output/xn--mnchen-3ya.example-19700101T000000Z"),
  ])
  func folderNames(_ seed: String, _ name: String) throws {
    let url = try #require(WebURL(seed))
    #expect(CrawlFolderName.name(for: url, at: 0) == name)
  }

  @Test func folderNamesHaveTheTimeInUTC() throws {
    let url = try #require(WebURL("http://a.example"))
    #expect(
      CrawlFolderName.name(for: url, at: 1_801_398_896) == "output/a.example-20270131T123456Z")
  }
}
