import Testing
import orbweaver

/// States and reasons in a person's words.
@Suite struct ReasonSentenceTests {
  private func sentence(
    _ state: String, _ reason: String, tries: Int64 = 0, status: String = "finished",
    isWritten: Bool = false, retryAt: String? = nil, robots: String? = nil
  ) -> String {
    ReasonSentence(
      state: state, reason: reason, tries: tries, retryAt: retryAt, status: status,
      isWritten: isWritten, robots: robots
    ).text
  }

  @Test(arguments: [
    ("scope: domain", "its domain is not that of a seed (--scope domain)"),
    ("depth: more than 3", "it is more than 3 links from a seed (--depth 3)"),
    ("exclude: a'b", "the expression --exclude 'a'b' matches it"),
    ("nofollow", "it is linked only with nofollow (--follow-nofollow follows those)"),
    (
      "duplicate: links of a duplicate page",
      "only pages that repeat another one link to it (--duplicates record follows those)"
    ),
    ("robots.txt line 7: Disallow: /x", "robots.txt refuses it, line 7: Disallow: /x"),
    (
      "budget: more than 50 pages of the host",
      "as many pages of its host were fetched as allowed (--max-pages-per-host 50)"
    ),
    (
      "budget: more than 9 errors of the host",
      "its host had as many errors as allowed (--max-errors-per-host 9)"
    ),
    (
      "trap: repeated segments",
      "it is taken for part of a trap: the same segments come back again and again in its path "
        + "(--traps ignore fetches those)"
    ),
    (
      "trap: pattern /cal/#/#?d stopped being new",
      "it is taken for part of a trap: pages like it, /cal/#/#?d, said nothing new any more "
        + "(--traps ignore fetches those)"
    ),
    ("of a later version", "of a later version"),
  ])
  func exclusions(_ reason: String, _ words: String) {
    #expect(sentence("excluded", reason) == words)
  }

  @Test func whatIsQueuedSaysWhatItWaitsFor() {
    #expect(
      sentence("queued", "discovered", status: "running", isWritten: true)
        == "it waits for its turn")
    #expect(
      sentence("queued", "discovered", status: "running")
        == "the crawl was killed before its turn came")
    #expect(
      sentence("queued", "discovered", status: "time-limit")
        == "the crawl came to --max-time before its turn")
    #expect(
      sentence("queued", "discovered", status: "byte-limit")
        == "the crawl came to --max-bytes before its turn")
    let again = sentence(
      "queued", "http 503", tries: 2, status: "running", isWritten: true,
      retryAt: "2026-01-01T00:00:00Z")
    #expect(again.contains("2 tries so far, the last: its server answered with 503"))
    #expect(again.hasSuffix("to be tried again from 2026-01-01T00:00:00Z on"))
    #expect(
      sentence(
        "queued", "discovered", status: "running", isWritten: true,
        robots: "disallow for now: http 503"
      ).contains("its host's robots.txt cannot be had for now (http 503)"))
  }

  @Test func whatFailedSaysHow() {
    #expect(
      sentence("failed", "connect", tries: 3)
        == "given up after 3 tries: no connection: refused or unreachable (connect)")
    #expect(
      sentence("failed", "host given up: dns")
        == "its whole host was given up: its name has no address (dns)")
    #expect(sentence("failed", "robots.txt: http 503").hasPrefix("its host's robots.txt"))
    #expect(sentence("fetched", "http 404") == "its server answered with 404")
  }
}
