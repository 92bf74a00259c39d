import ArgumentParser
import CrawlStore
import Crawler
import WebURL

/// `orbweaver why`: what became of one URL, and by which rule.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Explain what became of a URL in a crawl, or would become of it.",
    discussion: """
      Its canonical form and the rules that made it, its state and the reason, the way from a seed to \
      it, the last answer, redirects, what links to it, and the sitemaps that list it. Of a URL that \
      the crawl never saw it says which rule would decide, by the crawl's own settings and the \
      robots.txt that it has. --json prints one object.
      """)

  @Argument(
    help: .init(
      "The URL to explain (http where no scheme is given). (default: none; it is needed)",
      valueName: "url"))
  var url: String

  @OptionGroup var place: CrawlPlace

  @Flag(help: "Print a JSON object. (default: text)")
  var json = false

  /// Rows of each list.
  private static let most = 10

  func run() throws {
    let given = try Seeds.url(url, at: "'\(url)'")
    let folder = try place.path()
    let (facts, rules, story, surroundings) = try CrawlPlace.reading(folder) {
      reader throws(StoreError) in
      let rules = RecordedRules(try reader.settings())
      let url = given.canonical(rules.canonicalRules)
      return (
        try reader.facts(), rules, try reader.story(of: url.href, most: Self.most),
        try reader.surroundings(of: url.href, origin: url.origin ?? "")
      )
    }
    let canonical = given.canonical(rules.canonicalRules)
    var explanation = Explanation(
      given: url, parsed: given, canonical: canonical, rewrites: rules.rewrites(of: given),
      story: story, status: facts["status"] ?? "unknown", life: CrawlLife.of(folder))
    if story == nil {
      explanation.sitemap = surroundings.sitemap
      explanation.isHostKnown = surroundings.isHostKnown
      explanation.verdicts = try Self.verdicts(of: rules, on: canonical, surroundings.robots)
    }
    try OutputBuffer.write(json ? explanation.json + "\n" : explanation.text)
  }

  private static func verdicts(
    of rules: RecordedRules, on url: WebURL, _ robots: RobotsRow?
  ) throws(Complaint) -> [RecordedRules.Verdict] {
    do throws(CrawlError) {
      return try rules.verdicts(on: url, robots: robots)
    } catch { throw Complaint(error) }
  }
}
