import Crawler
import SyntheticWeb
import Testing
import WebURL

/// What the headers say of links and of the body, through a whole crawl.
@Suite(.timeLimit(.minutes(1))) struct HeaderLinkTests {
  private static func answer(
    _ body: String, type: String?, status: Int = 200, _ fields: (String, String)...
  ) -> CannedResponse {
    let all = (type.map { [("Content-Type", $0)] } ?? []) + fields
    return CannedResponse(
      status: status, fields: all.map { CannedResponse.Field($0.0, $0.1) }, body: Array(body.utf8))
  }

  private static let pages: [String: CannedResponse] = [
    "/": answer(
      """
      <a href=/plain><a href=/untyped><a href=/xhtml><a href=/feed><a href=/pdf><a href=/moved>
      <a href=/choices><a href=/late><link rel=next href=/two>
      """, type: "text/html",
      ("Link", "</two>; rel=\"next\", </three>; rel=prev; title=\"a, <b>\""),
      ("Link", "</other>; rel=next; anchor=\"/elsewhere\", </self>; rel=alternate; anchor=\"#x\"")),
    "/plain": answer("<a href=/hidden1>", type: "text/plain; charset=UTF-8"),
    "/untyped": answer("<!doctype html><a href=/seen1>", type: nil),
    "/xhtml": answer(
      "<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'><a href='/seen2'/></html>",
      type: "application/xml"),
    "/feed": answer("<rss><link>/hidden2</link><a href='/hidden3'/></rss>", type: "text/xml"),
    "/pdf": answer(
      "%PDF-1.4 <a href=/hidden4>", type: nil,
      ("Link", "<paper.html>; rel=canonical"), ("X-Robots-Tag", "nofollow")),
    "/moved": answer(
      "<a href=/hidden5>", type: "text/html", status: 302, ("Location", "/caf\u{E9}#top"),
      ("Link", "</hidden6>; rel=next")),
    "/choices": answer(
      "<a href=/hidden7>", type: "text/html", status: 300, ("Location", "/hidden8")),
    "/late": answer("<p>", type: "text/html", ("Refresh", "3; URL='/seen3'")),
  ]

  @Test func areFollowed() async throws {
    let folder = try Folder()
    try await serving({ SyntheticServer(pages: Self.pages, on: $0) }) { _, port in
      _ = try await Crawl(plan: try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl)).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let prefix = "http://127.0.0.1:\(port)"
      let found = try answers.column("SELECT url FROM url WHERE state <> 'excluded' ORDER BY url")
      #expect(
        Set(found.map { String($0.dropFirst(prefix.count)) })
          == Set(Self.pages.keys).union([
            "/two", "/three", "/self", "/seen1", "/seen2", "/seen3", "/caf%C3%A9",
          ]))
      let links = try answers.rows(
        """
        SELECT source, target, kind, coalesce(rel, ''), count FROM link
        WHERE kind NOT IN ('a', 'seed') ORDER BY source, target
        """
      ).map { $0.map { ($0 ?? "").replacing(prefix, with: "") }.joined(separator: " ") }
      #expect(
        links == [
          "/ /self alternate  1", "/ /three prev  1", "/ /two next  2", "/late /seen3 refresh  1",
          "/moved /caf%C3%A9 redirect  1", "/pdf /paper.html canonical page-nofollow 1",
        ])
      let types = try answers.rows(
        """
        SELECT url, coalesce(media_type, ''), coalesce(sniffed_type, ''), content_length, canonical
        FROM page WHERE url LIKE '%/pdf' OR url LIKE '%l%' ORDER BY url
        """
      ).map { $0.map { ($0 ?? "-").replacing(prefix, with: "") }.joined(separator: " ") }
      #expect(
        types == [
          "/late text/html  3 -", "/pdf  application/pdf 26 /paper.html", "/plain text/plain  17 -",
          "/self text/html  39 -",
          "/xhtml application/xml application/xhtml+xml 99 -",
        ])
    }
  }

  private static let binary = answer(
    "%PDF-" + String(repeating: "x", count: 300_000), type: "application/pdf")

  /// Of what is no page no more is downloaded than it takes to know; on request, all of it.
  @Test(arguments: [false, true]) func bodiesThatAreNoPages(keeps: Bool) async throws {
    let folder = try Folder()
    let pages = [
      "/": Self.answer("<a href=/a><a href=/b>", type: "text/html"), "/a": Self.binary,
      "/b": Self.binary,
    ]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.keepsAllBodies = keeps
      }
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      let rows = try answers.rows(
        "SELECT content_length, body_bytes FROM pages WHERE media_type = 'application/pdf'")
      #expect(rows.count == 2)
      for row in rows {
        #expect(row[0] == "300005")
        let bytes = try #require(row[1].flatMap { Int($0) })
        #expect(keeps ? bytes == 300_005 : bytes < 100_000)
      }
      let settings = try answers.rows("SELECT value FROM settings WHERE name = 'bodies'")
      #expect(settings == [[keeps ? "all" : "markup"]])
    }
  }

  @Test func canonicalRulesAreChosenAndRecorded() async throws {
    let folder = try Folder()
    let pages = [
      "/": Self.answer(
        "<a href=/p?b=1&a=2&utm_source=x#f><a href=/p?a=2&b=1#g><a href=/p?a=2&b=1&gclid=3>",
        type: "text/html"),
      "/p?a=2&b=1": Self.answer("<p>", type: "text/html"),
    ]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.canonicalRules.formUnion([.sortQuery, .dropTracking])
      }
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      let found = try answers.column("SELECT url FROM url ORDER BY url")
      #expect(found.map { String($0.split(separator: "/").last ?? "") }.last == "p?a=2&b=1")
      #expect(found.count == 2)
      let settings = try answers.rows("SELECT value FROM settings WHERE name = 'canonical'")
      #expect(
        settings == [
          [
            "none,drop-fragment,drop-userinfo,uppercase-percent,decode-unreserved,drop-tracking,"
              + "sort-query,drop-empty-query"
          ]
        ])
    }
  }
}
