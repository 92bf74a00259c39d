import EventLoop
import Foundation
import Notation
import SyntheticWeb
import TestSupport
import Testing
import orbweaver

/// `orbweaver robots`, as a site's owner uses it.
@Suite(.timeLimit(.minutes(2)))
struct RobotsCommandTests {
  private static let file = """
    User-agent: *
    Disallow: /private
    Allow: /private/open$
    Crawl-delay: 2.5
    disalow: /typo
    what?
    Sitemap: /s.xml
    User-agent: Loom
    Disallow: /%62

    """

  private func run(
    _ arguments: [String], input: String = "", files: [String: String] = [:]
  ) async throws -> Program.Outcome {
    let place = try Workplace()
    try place.write("robots.txt", Self.file)
    for (name, text) in files { try place.write(name, text) }
    var program = Program(workplace: place)
    program.input = input
    return try await program.run(["robots"] + arguments)
  }

  private func serving<Result: Sendable>(
    _ robots: CannedResponse, _ body: (String) async throws -> Result
  ) async throws -> Result {
    let loop = try EventLoop.start(named: "test-web")
    defer { loop.stop() }
    let server = SyntheticServer(
      pages: ["/robots.txt": robots, "/moved": .text(Self.file)], on: loop)
    let port = try await server.start()
    let result = try await body("http://127.0.0.1:\(port)")
    await server.stop()
    return result
  }

  @Test func saysWhichLineDecides() async throws {
    let outcome = try await run([
      "--robots-file", "robots.txt", "a.test/private/x", "http://a.test/private/open",
      "https://b.test/", "http://a.test/robots.txt", "http://a.test/typo",
    ])
    #expect(
      outcome.output == """
        disallowed\thttp://a.test/private/x\tline 2: Disallow: /private
        allowed\thttp://a.test/private/open\tline 3: Allow: /private/open$
        allowed\thttps://b.test/\tno rule matches
        allowed\thttp://a.test/robots.txt\trobots.txt itself is always allowed
        disallowed\thttp://a.test/typo\tline 5: Disallow: /typo

        """)
    #expect(outcome.errors == "")
    #expect(outcome.status == 0)
  }

  @Test func asksTheSite() async throws {
    let lines = try await serving(.text(Self.file)) { origin in
      let outcome = try await run(["-x", "", origin + "/private", origin + "/"])
      #expect(outcome.status == 0)
      return outcome.output.replacing(origin, with: "")
    }
    #expect(
      lines == "disallowed\t/private\tline 2: Disallow: /private\nallowed\t/\tno rule matches\n")
  }

  @Test(
    arguments: [
      (CannedResponse.status(404), "allowed", "no robots.txt (http 404)", 0),
      (.status(503), "disallowed", "robots.txt cannot be had for now (http 503)", 4),
      (.redirect(to: "/moved"), "disallowed", "line 2: Disallow: /private", 0),
      (.redirect(to: "/robots.txt"), "allowed", "no robots.txt (too many redirects)", 0),
    ] as [(CannedResponse, String, String, Int32)])
  func saysWhatTheStatusMeans(
    _ answer: CannedResponse, _ word: String, _ why: String, _ status: Int32
  ) async throws {
    try await serving(answer) { origin in
      let outcome = try await run(["-x", "", origin + "/private"])
      #expect(outcome.output == "\(word)\t\(origin)/private\t\(why)\n")
      #expect(outcome.status == status)
    }
  }

  @Test func aNetworkThatFailsIsSaid() async throws {
    let outcome = try await run(["-x", "", "http://127.0.0.1:1/a"])
    #expect(
      outcome.output.hasPrefix(
        "disallowed\thttp://127.0.0.1:1/a\trobots.txt cannot be had for now (connect: "))
    #expect(outcome.status == ExitStatus.network.rawValue)
  }

  @Test(
    arguments: [
      (["/private"], 5), (["/"], 0), (["/", "/private"], 5),
      (["/b", "-U", "Loom/2.0 (x)"], 5),
      (["/b", "-U", "loom", "--reading", "google"], 0), (["/private", "-U", "*"], 5),
      (["/private", "--user-agent", "Loom"], 0),
    ] as [([String], Int32)])
  func checks(_ arguments: [String], _ status: Int32) async throws {
    let words = arguments.map { $0.hasPrefix("/") ? "http://a.test" + $0 : $0 }
    let outcome = try await run(["--check", "--robots-file", "robots.txt"] + words)
    #expect(outcome.status == status, "\(outcome.output)")
  }

  @Test func saysAllThereIsToSay() async throws {
    let outcome = try await run(["-v", "--robots-file", "robots.txt", "http://a.test/"])
    #expect(
      outcome.output == """
        # robots.txt: read, \(Self.file.utf8.count) bytes, group of * (line 1), crawl-delay 2.5 s
        #   sitemap /s.xml
        #   line 5: misspelt: read as Disallow
        #   line 6: neither a key and a value nor a comment: ignored
        allowed\thttp://a.test/\tno rule matches

        """)
  }

  @Test func writesJSON() async throws {
    let outcome = try await run(
      ["--json", "--robots-file", "-", "http://a.test/\"x\""], input: Self.file)
    let line = try #require(outcome.output.split(separator: "\n").first)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(object?["url"] as? String == "http://a.test/%22x%22")
    #expect(object?["allowed"] as? Bool == true)
    #expect(object?["line"] is NSNull)
    #expect(object?["group"] as? String == "*")
    #expect(object?["group_lines"] as? [Int] == [1])
    #expect(object?["crawl_delay"] as? Double == 2.5)
    #expect(object?["sitemaps"] as? [String] == ["/s.xml"])
  }

  /// What a file says may hold anything.
  @Test(arguments: ["plain", "\"\\\n\r\t", "\u{0}\u{1B}\u{7F}\u{9B}\u{2028}", "é\u{1F600}"])
  func jsonTextsAreReadBack(_ text: String) throws {
    var object = JSONObject()
    object.add("a\"b", text)
    object.add("c", [text, text])
    object.add("d", nil as String?)
    let line = object.description
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    let read = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(read?["a\"b"] as? String == text)
    #expect(read?["c"] as? [String] == [text, text])
    #expect(read?["d"] is NSNull)
  }

  @Test func readsURLsFromFilesAndStandardInput() async throws {
    let outcome = try await run(
      ["--robots-file", "robots.txt", "list", "-"], input: "http://a.test/private # why\n",
      files: ["list": "# a list\na.test/\n\na.test/b\n"])
    #expect(outcome.output.split(separator: "\n").count == 3)
    #expect(outcome.status == 0)
  }

  @Test(
    arguments: [
      ([], 2, "no URL; name one, a file of URLs, or - for standard input"),
      (["-", "--robots-file", "-"], 2, "standard input can be read once; give one - only"),
      (["a.test", "-U", "\u{30C4}"], 2, "begins with no product token"),
      (["a.test", "--robots-file", "absent"], 3, "absent: no such file"),
      (["absent"], 3, "absent: no such file"),
      (["ftp://a.test/"], 2, "scheme 'ftp' is not supported"),
      (["a.test", "--reading", "bing"], 2, "--reading"),
      (["a.test", "--cacert", "absent"], 3, "absent"),
    ] as [([String], Int32, String)])
  func badInputGetsOneLine(_ arguments: [String], _ status: Int32, _ words: String) async throws {
    let outcome = try await run(arguments)
    #expect(outcome.status == status)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(
      outcome.errors.hasPrefix("orbweaver: ") && outcome.errors.split(separator: "\n").count == 1)
  }
}
