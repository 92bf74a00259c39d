import Foundation
import Glibc
import Testing

/// Each bad input gets one line that says what is wrong and how to mend it, and changes nothing.
@Suite(.timeLimit(.minutes(2)))
struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    let status: Int32
    let complaint: String
    var files: [String: String] = [:]
    var environment: [String: String] = [:]
    var input = ""

    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static let nowhere = "http://127.0.0.1:1/"
  private static let spelling = "check the spelling and the folder"
  private static let onlyHTTP = "only http and https can be crawled"
  private static let likeThis = "write a URL like https://example.org/path"
  private static let crawlHelp = "see 'orbweaver crawl --help'"

  static let seeds: [Case] = [
    Case(
      arguments: ["crawl"], status: 2,
      complaint: "no seed; name a URL, a file of URLs, or - for standard input; \(crawlHelp)"),
    Case(
      arguments: ["crawl", "seeds.txt"], status: 3,
      complaint: "seeds.txt: no such file; \(spelling)"),
    Case(
      arguments: ["crawl", "./example.org"], status: 3,
      complaint: "./example.org: no such file; \(spelling)"),
    Case(
      arguments: ["crawl", "list"], status: 3, complaint: "list: this is a folder; name a file",
      files: ["list/a": ""]),
    Case(
      arguments: ["crawl", "ftp://example.org/"], status: 2,
      complaint: "'ftp://example.org/': the scheme 'ftp' is not supported; \(onlyHTTP)"),
    Case(
      arguments: ["crawl", "mailto:a@example.org"], status: 2,
      complaint: "'mailto:a@example.org': the scheme 'mailto' is not supported; \(onlyHTTP)"),
    Case(
      arguments: ["crawl", nowhere, "--sitemap", "file:///etc/passwd"], status: 2,
      complaint: "--sitemap 'file:///etc/passwd': the scheme 'file' is not supported; \(onlyHTTP)"),
    Case(
      arguments: ["crawl", "http://"], status: 2, complaint: "'http://': not a URL; \(likeThis)"),
    Case(
      arguments: ["crawl", "http://[::1"], status: 2,
      complaint: "'http://[::1': not a URL; \(likeThis)"),
    Case(
      arguments: ["crawl", "http://a b/"], status: 2,
      complaint: "'http://a b/': a URL has no spaces; write %20, or one URL a line"),
    Case(
      arguments: ["crawl", "s.txt"], status: 2,
      complaint: "s.txt: line 4: 'tel:+1': the scheme 'tel' is not supported; \(onlyHTTP)",
      files: ["s.txt": "http://127.0.0.1:1/\r\n# no\n\n  tel:+1 # why\nhttp://\n"]),
    Case(
      arguments: ["crawl", "s.txt"], status: 2,
      complaint: "s.txt: holds no URL; write one URL a line", files: ["s.txt": "# none\n"]),
    Case(
      arguments: ["crawl", "-"], status: 2,
      complaint: "standard input: line 2: 'http://': not a URL; \(likeThis)",
      input: "example.org\nhttp://\n"),
    Case(
      arguments: ["crawl", "-", "-"], status: 2,
      complaint: "-: named twice; standard input can be read once"),
    Case(
      arguments: ["crawl", "a\nb\u{1B}[31m"], status: 3,
      complaint: "a\\u{a}b\\u{1b}[31m: no such file; \(spelling)"),
  ]

  static let options: [Case] = [
    Case(
      arguments: [
        "crawl", nowhere, "--selector", "select", "--concurrency", "5000", "--parsers", "2",
      ], status: 2,
      complaint:
        """
        --concurrency 5000: select can watch the descriptors of 244 fetches at once; ask for fewer, \
        or choose --selector epoll
        """),
    Case(
      arguments: ["frawl"], status: 2,
      complaint:
        """
        'frawl' is no command; there is crawl, resume, stats, ls, why, robots, compare, web; \
        see 'orbweaver --help'
        """
    ),
    Case(
      arguments: ["http://a/"], status: 2,
      complaint: """
        'http://a/' is no command; did you mean 'orbweaver crawl http://a/'?; \
        see 'orbweaver --help'
        """),
    Case(
      arguments: ["crawl", "--full-sped", nowhere], status: 2,
      complaint: "unknown option '--full-sped'. Did you mean '--full-speed'?; \(crawlHelp)"),
    Case(
      arguments: ["crawl", "-T", "5 parsec", nowhere], status: 2,
      complaint: """
        the value '5 parsec' is invalid for '-T <time>': \
        write a time of a year at most like 0.5, 500ms, 30s, 5m or 2h; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--max-body", "0", nowhere], status: 2,
      complaint: """
        the value '0' is invalid for '--max-body <bytes>': write a size above 0; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--per-host", "0", nowhere], status: 2,
      complaint: """
        the value '0' is invalid for '--per-host <fetches>': \
        write a whole number from 1 to 10000; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "-w", "soon", nowhere], status: 2,
      complaint: """
        the value 'soon' is invalid for '-w <time|auto>': \
        write auto, or a time like 0, 0.5, 500ms or 2s; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--canonical", "none,sort", nowhere], status: 2,
      complaint: """
        the value 'none,sort' is invalid for '--canonical <rules>': there is no rule 'sort'; the rules \
        are keep-hash-bang, drop-fragment, drop-userinfo, drop-www, uppercase-percent, \
        decode-unreserved, drop-session-ids, drop-tracking, sort-query, drop-index-page, \
        drop-empty-query; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--scope", "planet", nowhere], status: 2,
      complaint: """
        the value 'planet' is invalid for '--scope <scope>'. \
        Please provide one of 'host', 'domain', 'prefix' or 'any'; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--include", "(", nowhere], status: 2,
      complaint: """
        '(' is no regular expression: missing closing parenthesis at 1; \
        write a PCRE pattern; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--boost", "a(b=3", nowhere], status: 2,
      complaint: """
        the value 'a(b=3' is invalid for '--boost <regex=N>': \
        'a(b' is no regular expression: missing closing parenthesis at 3; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--boost", "docs", nowhere], status: 2,
      complaint: """
        the value 'docs' is invalid for '--boost <regex=N>': \
        write REGEX=N, N a whole number from -100 to 100, like /docs/=4; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--boost", "docs=4", nowhere], status: 2,
      complaint: "--boost: it does nothing with --order bfs; add --order priority"),
    Case(
      arguments: ["crawl", "--rate-limit", "500", nowhere], status: 2,
      complaint: """
        the value '500' is invalid for '--rate-limit <rate>': \
        write bytes a second like 500K or 2M, requests like 10/s, 30/m or 600/h, or none; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--frontier-memory", "64", nowhere], status: 2,
      complaint: """
        the value '64' is invalid for '--frontier-memory <bytes>': write a size of 1M or more; \
        \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "--max-pages-per-host", "0", nowhere], status: 2,
      complaint: """
        the value '0' is invalid for '--max-pages-per-host <pages|none>': \
        write a whole number, 1 or more; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "-H", "Accept", nowhere], status: 2,
      complaint: """
        the value 'Accept' is invalid for '-H <name: value>': \
        write 'Name: value' on one line; \(crawlHelp)
        """),
    Case(
      arguments: ["crawl", "-q", "-v", nowhere], status: 2,
      complaint: "-q and -v contradict each other; give one; \(crawlHelp)"),
    Case(
      arguments: ["crawl", "--cacert", "ca.pem", nowhere], status: 3,
      complaint: "ca.pem: no such file; \(spelling)"),
    Case(
      arguments: ["crawl", "--load-cookies", "jar", nowhere], status: 3,
      complaint: "jar: no such file; \(spelling)"),
    Case(
      arguments: ["web", "--port", "65536"], status: 2,
      complaint: """
        the value '65536' is invalid for '--port <port>': \
        write a whole number from 0 to 65535; see 'orbweaver web --help'
        """),
  ]

  static let surroundings: [Case] = [
    Case(
      arguments: ["crawl", "-o", "full", nowhere], status: 3,
      complaint: "full: this folder is not empty; choose a new or an empty one",
      files: ["full/a": "a"]),
    Case(
      arguments: ["crawl", nowhere, "-o", "file"], status: 3,
      complaint: "file: this is a file; name a folder for the crawl", files: ["file": "a"]),
    Case(
      arguments: ["crawl", nowhere, "-o", "file/below"], status: 3,
      complaint: "file/below: one of the parents is a file; choose another folder",
      files: ["file": "a"]),
    Case(
      arguments: ["crawl", nowhere], status: 1,
      complaint: "/no/parser: the parser program is missing; correct or unset ORBWEAVER_PARSER",
      environment: ["ORBWEAVER_PARSER": "/no/parser"]),
    Case(
      arguments: ["crawl", nowhere], status: 1,
      complaint: "/etc/passwd: this is no program that may be run; chmod +x it",
      environment: ["ORBWEAVER_PARSER": "/etc/passwd"]),
  ]

  @Test(arguments: seeds + options + surroundings)
  func oneClearLine(_ bad: Case) async throws {
    let workplace = try Workplace()
    for (name, text) in bad.files { try workplace.write(name, text) }
    let before = workplace.names
    let program = Program(environment: bad.environment, input: bad.input, workplace: workplace)
    let outcome = try await program.run(bad.arguments)
    #expect(outcome.errors == "orbweaver: \(bad.complaint)\n")
    #expect(outcome.output == "")
    #expect(outcome.status == bad.status)
    #expect(workplace.names == before)
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func noPermissionToRead() async throws {
    let workplace = try Workplace()
    try workplace.write("s.txt", "http://127.0.0.1:1/\n")
    unsafe chmod(workplace.path + "/s.txt", 0)
    let outcome = try await Program(workplace: workplace).run(["crawl", "s.txt"])
    let complaint = "s.txt: no permission to read it; change its mode (chmod) or its owner"
    #expect(outcome.errors == "orbweaver: \(complaint)\n")
    #expect(outcome.status == 3)
  }

  /// Not even the superuser makes folders in /sys.
  @Test func noPermissionToWrite() async throws {
    let outcome = try await Program(workplace: Workplace()).run([
      "crawl", "-o", "/sys/orbweaver", Self.nowhere,
    ])
    #expect(outcome.errors.hasPrefix("orbweaver: /sys/orbweaver: this folder cannot be made ("))
    #expect(
      outcome.errors.hasSuffix("; choose a folder that you may write, or change its permissions\n"))
    #expect(outcome.status == 3)
  }

  @Test func theParserIsMissingBesideTheProgram() async throws {
    let workplace = try Workplace()
    // A copy that this process wrote could be held open for writing by a child that another test
    // starts at this moment, and then could not be run.
    let copyAndRun =
      "cp \(Program.folder.path)/orbweaver ../logs/lonely && ../logs/lonely crawl x.y"
    let shell = Program(
      program: "/bin/sh", environment: ["ORBWEAVER_PARSER": ""], workplace: workplace)
    let outcome = try await shell.run(["-c", copyAndRun])
    #expect(outcome.errors.hasPrefix("orbweaver: "))
    #expect(
      outcome.errors.hasSuffix(
        """
        /orbweaver-parser: the parser program is missing; build it (make build), copy it there, \
        or name it in ORBWEAVER_PARSER\n
        """))
    #expect(outcome.status == 1)
  }

  @Test func noSeedAnswers() async throws {
    let workplace = try Workplace()
    let outcome = try await Program(workplace: workplace).run([
      "crawl", "--quiet", "--tries", "1", Self.nowhere,
    ])
    #expect(outcome.errors.hasPrefix("orbweaver: no seed could be reached: "))
    #expect(outcome.errors.hasSuffix("; check the network, the proxy (-x) and the seeds\n"))
    #expect(outcome.output == "")
    #expect(outcome.status == 4)
  }
}
