import CrawlStore
import Crawler
import Notation
import WebURL

/// What `orbweaver why` has to say of a URL.
struct Explanation {
  /// As the person wrote it.
  let given: String
  /// As the URL standard reads it.
  let parsed: WebURL
  let canonical: WebURL
  let rewrites: [RecordedRules.Rewrite]
  /// Nil for a URL that the crawl never saw.
  let story: URLStory?
  /// How the crawl ended, or `running`.
  let status: String
  let life: CrawlLife
  // For a URL that the crawl never saw.
  var sitemap: StoredTable?
  var isHostKnown = false
  var verdicts: [RecordedRules.Verdict] = []

  /// What happened, in one word.
  var outcome: String { story?.url[0, "state"].text ?? "never seen" }

  /// Why, in a sentence.
  var sentence: String {
    guard let story else { return forecast }
    let row = story.url
    return ReasonSentence(
      state: outcome, reason: row[0, "reason"].text ?? "", tries: row[0, "tries"].integer ?? 0,
      retryAt: row[0, "retry_at"].text, status: status, isWritten: life != .left,
      robots: story.robots[0, "outcome"].text
    ).text + repetition(story.page)
  }

  /// What its content is, where an earlier page had it.
  private func repetition(_ page: StoredTable) -> String {
    guard let original = page[0, "duplicate_of"].text else { return "" }
    let about = page[0, "duplicate"].text == "exact" ? "" : "about "
    return "; its content is \(about)that of \(original)"
  }

  /// What would become of a URL that was never seen.
  private var forecast: String {
    if sitemap?.rows.isEmpty == false {
      return "it is a sitemap, which is read and not crawled"
    }
    if canonical.pathAndQuery == "/robots.txt" {
      return "robots.txt is asked for by itself, and is no page of the crawl"
    }
    if let refusal = verdicts.first(where: { $0.answer == .refuses }) {
      let words = ReasonSentence.exclusion(refusal.detail) ?? refusal.detail
      return "no page that was read names it; it would be excluded: \(words)"
    }
    let host = isHostKnown ? "" : ", and the crawl met nothing of its host"
    return "no page that was read names it\(host); if one did, no rule of the crawl would refuse it"
      + (verdicts.contains { $0.answer == .depends } ? ", but for what depends on the link" : "")
  }

  // MARK: JSON

  var json: String {
    var object = JSONObject()
    object.add("given", given)
    object.add("url", canonical.href)
    object.add("parsed", parsed.href)
    object.add(
      "rewrites",
      rewrites.map { JSONObject(["rule", "result"], [.text($0.rule), .text($0.result)]) })
    object.add("seen", raw: "\(story != nil)")
    object.add("state", story?.url[0, "state"].text)
    object.add("reason", story?.url[0, "reason"].text)
    object.add("explanation", sentence)
    object.add("crawl_status", status)
    if let story { add(story, to: &object) } else { addForecast(to: &object) }
    return object.description
  }

  private func add(_ story: URLStory, to object: inout JSONObject) {
    for column in ["id", "origin", "depth", "kind", "via", "tries", "retry_at"] {
      object.add(column, story.url[0, column])
    }
    object.add("way", story.way.objects)
    object.add("page", raw: story.page.objects.first?.description ?? "null")
    object.add("robots", raw: story.robots.objects.first?.description ?? "null")
    object.add("linking_pages", story.linkCounts[0, "pages"])
    object.add("links", story.linkCounts[0, "links"])
    let lists = [
      story.failedTries, story.links, story.redirectsFrom, story.canonicalFor, story.duplicates,
      story.sitemaps,
    ]
    for list in lists { object.add(list.name, list.objects) }
  }

  private func addForecast(to object: inout JSONObject) {
    object.add("host_known", raw: "\(isHostKnown)")
    object.add("sitemap", raw: sitemap?.objects.first?.description ?? "null")
    object.add(
      "verdicts",
      verdicts.map { verdict in
        JSONObject(
          ["rule", "answer", "detail"],
          [.text(verdict.rule), .text(verdict.answer.rawValue), .text(verdict.detail)])
      })
  }
}
