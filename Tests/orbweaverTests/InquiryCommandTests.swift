import EventLoop
import Foundation
import Glibc
import SyntheticWeb
import Testing
import orbweaver

/// `stats`, `ls` and `why` on a crawl that has ended: text, CSV, JSON, and what goes wrong.
@Suite(.timeLimit(.minutes(3)))
struct InquiryCommandTests {
  /// Runs commands on the crawl of a small web, in the folder `output/…` of a place of its own.
  private func withCrawl(
    _ options: [String] = [],
    _ body: (_ start: String, _ run: ([String]) async throws -> Program.Outcome) async throws ->
      Void
  ) async throws {
    let workplace = try Workplace()
    let start = try await withLocalWeb { start, _ in
      let outcome = try await Program(workplace: workplace).run(
        ["crawl", "-q", start, "--delay", "0"] + options)
      #expect([0, 14].contains(outcome.status))
      return start
    }
    try await body(start) { try await Program(workplace: workplace).run($0) }
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func lines(_ outcome: Program.Outcome) -> [Substring] {
    outcome.output.split(separator: "\n")
  }

  // MARK: stats

  @Test func statsAddUp() async throws {
    try await withCrawl { _, run in
      let stats = try object(try await run(["stats", "--json"]).output)
      let urls = try #require(stats["urls"] as? [String: Int])
      let sum = ["fetched", "queued", "failed", "excluded"].reduce(0) { $0 + (urls[$1] ?? 0) }
      #expect(urls["discovered"] == sum && sum > 20)
      let states = try #require(stats["states"] as? [[String: Any]])
      #expect(states.reduce(0) { $0 + ($1["urls"] as? Int ?? 0) } == sum)
      #expect(stats["status"] as? String == "finished")
      #expect(stats["sound"] as? Bool == true)
      #expect(stats["pages"] as? Int == urls["fetched"])
      #expect(stats["process"] is NSNull)
    }
  }

  @Test func statsAreReadableByPeopleAndPrograms() async throws {
    try await withCrawl { _, run in
      let text = try await run(["stats"])
      #expect((text.status, text.errors) == (0, ""))
      #expect(text.output.contains(/discovered = [\d,]+ fetched \+ 0 queued \+ 0 failed \+/))
      #expect(!text.output.contains("\u{1B}"))
      for heading in ["states", "statuses", "hosts", "depths", "media types", "links", "times"] {
        #expect(text.output.contains("\n\(heading)\n"), "\(heading)")
      }
      #expect(!text.output.contains("\nsettings\n"))
      #expect(try await run(["stats", "-v"]).output.contains(/\n  scope +host\n/))
      let csv = lines(try await run(["stats", "--csv"]))
      #expect(csv.first == "table,name,detail,measure,value")
      #expect(csv.contains("crawl,,,status,finished"))
      #expect(csv.contains { $0.wholeMatch(of: /states,fetched,http 200,urls,\d+/) != nil })
    }
  }

  // MARK: ls

  @Test func listsAreFiltered() async throws {
    try await withCrawl { start, run in
      let all = try await run(["ls"])
      #expect(lines(all).first == "fetched\t200\t\(start)")
      let fetched = lines(try await run(["ls", "--state", "fetched", "--status", "2xx"]))
      #expect(!fetched.isEmpty && fetched.allSatisfy { $0.hasPrefix("fetched\t200\t") })
      #expect(fetched == lines(all).filter { $0.hasPrefix("fetched\t200\t") })
      #expect(lines(try await run(["ls", "--depth", "0", "--fields", "url"])) == [start[...]])
      #expect(lines(try await run(["ls", "--limit", "3"])) == Array(lines(all).prefix(3)))
      #expect(lines(try await run(["ls", "--host", "127.0.0.1"])).count == lines(all).count)
      let style = lines(try await run(["ls", "--match", #"\.css$"#, "--reason", "KIND"]))
      #expect(!style.isEmpty && style.allSatisfy { $0.hasSuffix(".css") })
    }
  }

  @Test func listsHaveForms() async throws {
    try await withCrawl { start, run in
      let csv = lines(try await run(["ls", "--csv", "--fields", "id,url,via", "--limit", "1"]))
      #expect(csv == ["id,url,via", "1,\(start),"])
      let tsv = lines(try await run(["ls", "--tsv", "--fields", "id,url", "--limit", "1"]))
      #expect(tsv == ["id\turl", "1\t\(start)"])
      let json = try object(try await run(["ls", "--json", "--limit", "1"]).output)
      #expect(json["url"] as? String == start)
      #expect(json["status"] as? Int == 200)
      #expect(json["via"] is NSNull)
    }
  }

  // MARK: why

  @Test func whySaysTheWayAndTheReason() async throws {
    try await withCrawl { start, run in
      let line = try #require(
        lines(
          try await run([
            "ls", "--state", "excluded", "--fields", "url,reason,depth", "--reason", "kind",
          ])
        ).first)
      let fields = line.split(separator: "\t").map(String.init)
      let why = try object(try await run(["why", fields[0], "--json"]).output)
      #expect(why["state"] as? String == "excluded")
      #expect(why["reason"] as? String == fields[1])
      let way = try #require(why["way"] as? [[String: Any]])
      #expect(way.first?["url"] as? String == start && way.first?["kind"] as? String == "seed")
      #expect(way.last?["url"] as? String == fields[0])
      #expect(way.count - 1 == Int(fields[2]))
      let text = try await run(["why", fields[0]]).output
      #expect(text.hasPrefix("\(fields[0])\nexcluded: it is linked only as an image"))
    }
  }

  @Test func whyNamesTheRulesOfTheForm() async throws {
    try await withCrawl { start, run in
      let why = try object(try await run(["why", start + "?#part", "--json"]).output)
      #expect(why["url"] as? String == start)
      let rewrites = try #require(why["rewrites"] as? [[String: String]])
      #expect(rewrites.map { $0["rule"] } == ["drop-fragment", "drop-empty-query"])
      #expect(why["state"] as? String == "fetched")
      #expect((why["page"] as? [String: Any])?["status"] as? Int == 200)
    }
  }

  @Test func whySaysWhatWouldDecide() async throws {
    try await withCrawl(["--exclude", "/never/"]) { start, run in
      for (url, end) in [
        ("http://elsewhere.test/", "its host is not that of a seed (--scope host)"),
        (start + "never/x", "the expression --exclude '/never/' matches it"),
        (start + "private/none", "robots.txt refuses it, line 2: Disallow: /private/"),
        (start + "nothing-here", "but for what depends on the link"),
        (start + "robots.txt", "robots.txt is asked for by itself, and is no page of the crawl"),
      ] {
        let outcome = try await run(["why", url])
        #expect(outcome.status == 0)
        let second = lines(outcome).dropFirst().first ?? ""
        #expect(second.hasPrefix("never seen: ") && second.hasSuffix(end), "\(second)")
      }
    }
  }

  @Test func aLimitIsAReason() async throws {
    try await withCrawl(["--max-pages", "3"]) { _, run in
      let queued = lines(try await run(["ls", "--state", "queued", "--fields", "url"]))
      let text = try await run(["why", String(try #require(queued.first))]).output
      #expect(text.contains("queued: the crawl came to --max-pages before its turn"))
    }
  }

  // MARK: What goes wrong

  @Test(arguments: [
    (["stats"], 3, "output: there is no crawl"), (["ls", "none"], 3, "no such folder"),
    (["why", "http://a.test/", "empty"], 3, "there is no crawl.db"),
    (["stats", "other"], 3, "other/crawl.db: "), (["why", "mailto:x"], 2, "not supported"),
    (["why", "http://a b/"], 2, "no spaces"), (["ls", "--status", "4x"], 2, "404"),
    (["ls", "--fields", "url,size"], 2, "no field 'size'"),
    (["stats", "--csv", "--json"], 2, "contradict"),
  ])
  func mistakesHaveOneLine(_ arguments: [String], _ status: Int32, _ words: String) async throws {
    let workplace = try Workplace()
    try workplace.write("empty/file", "")
    try workplace.write("other/crawl.db", "no database")
    let outcome = try await Program(workplace: workplace).run(arguments)
    #expect(outcome.status == status)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errors.filter { $0 == "\n" }.count == 1)
  }

  /// A reader that has had enough is no error; output that is lost is one.
  @Test func outputThatIsLostIsNoSuccess() async throws {
    let workplace = try Workplace()
    try await withLocalWeb { start, _ in
      _ = try await Program(workplace: workplace).run([
        "crawl", "-q", start, "-o", "run", "--delay", "0",
      ])
    }
    let program = Program.folder.path + "/orbweaver"
    let shell = Program(program: "/bin/sh", workplace: workplace)
    let full = try await shell.run(["-c", "'\(program)' ls run --json > /dev/full"])
    #expect(full.status == 3)
    #expect(full.errors.hasPrefix("orbweaver: standard output: cannot be written"))
    let head = try await shell.run(["-c", "{ '\(program)' ls run; echo $? >&2; } | true"])
    #expect(head.errors == "0\n")
  }

  // MARK: On a terminal

  /// What a terminal, which script(1) provides, is sent.
  private func screen(
    _ arguments: [String], colourless: String, in workplace: Workplace
  ) async throws -> String {
    let words = [Program.folder.path + "/orbweaver"] + arguments
    let surroundings = ["TERM": "xterm", "NO_COLOR": colourless]
    return try await Program(
      program: "/usr/bin/script", environment: surroundings, workplace: workplace
    ).run(["-qefc", words.joined(separator: " "), "/dev/null"]).output
  }

  @Test func terminalsGetColumnsAndHeadingsInBold() async throws {
    let workplace = try Workplace()
    try await withLocalWeb { start, _ in
      _ = try await Program(workplace: workplace).run(["crawl", "-q", start, "--delay", "0"])
      let list = try await screen(["ls", "--limit", "1"], colourless: "", in: workplace)
      #expect(list == "fetched   200  \(start)\r\n")
    }
    let bold = try await screen(["stats"], colourless: "", in: workplace)
    #expect(bold.contains("\u{1B}[1mhosts\u{1B}[0m\r\n"))
    #expect(!(try await screen(["stats"], colourless: "1", in: workplace)).contains("\u{1B}"))
  }

  // MARK: While it runs

  /// A running crawl is only read; one that was killed says so.
  @Test func aRunningCrawlCanBeAsked() async throws {
    let workplace = try Workplace()
    try await withLocalWeb(pages: 2_000) { start, _ in
      let crawl = try Program(workplace: workplace).start(
        ["crawl", "-q", start, "-o", "run", "--delay", "20ms", "--per-host", "1"])
      let program = Program(workplace: workplace)
      try await crawl.wait { _ in
        let stats = try await program.run(["stats", "run", "--json"])
        guard stats.status == 0, let object = try? object(stats.output) else { return false }
        #expect(object["sound"] as? Bool == true)
        return object["status"] as? String == "running" && (object["pages"] as? Int ?? 0) > 5
          && object["process"] is Int
      }
      let queued = lines(
        try await program.run(["ls", "run", "--state", "queued", "--fields", "url"]))
      #expect(!queued.isEmpty)
      let why = try await program.run(["why", String(queued.last ?? ""), "run"])
      #expect(why.status == 0)
      crawl.send(SIGKILL)
      #expect(try await crawl.outcome().status == 128 + SIGKILL)
      let stats = try object(try await program.run(["stats", "run", "--json"]).output)
      #expect(stats["status"] as? String == "killed")
      #expect(stats["sound"] as? Bool == true)
    }
  }
}
