import CrawlStore
import Crawler
import Notation
import WebURL

extension Explanation {
  /// For people: what and why first, then what it stands on.
  var text: String {
    var text = TextTable.bold(Console.printable(canonical.href)) + "\n"
    text += "\(outcome): \(Console.printable(sentence))\n"
    text += formText
    if let story { text += Self.text(of: story) } else { text += forecastText }
    return text
  }

  /// Where the canonical form is not what was given, how it was made.
  private var formText: String {
    var steps: [[StoredValue]] = []
    if given != parsed.href {
      steps += [[.text("given"), .text(given)], [.text("URL standard"), .text(parsed.href)]]
    }
    if !rewrites.isEmpty && steps.isEmpty { steps.append([.text("given"), .text(given)]) }
    steps += rewrites.map { [.text($0.rule), .text($0.result)] }
    return Self.section(
      StoredTable("form", columns: ["rule", "result"], labels: 1, rows: steps),
      "canonical form, and the rules that made it")
  }

  private var forecastText: String {
    var text = ""
    if let sitemap { text += Self.section(Self.upright(sitemap), "sitemap") }
    let rows = verdicts.map { verdict -> [StoredValue] in
      [.text(verdict.rule), .text(verdict.answer.rawValue), .text(verdict.detail)]
    }
    return text
      + Self.section(
        StoredTable("", columns: ["rule", "answer", "detail"], labels: 1, rows: rows),
        "what the crawl's rules say, in the order in which they are asked")
  }

  private static func text(of story: URLStory) -> String {
    let (pages, links) = (
      story.linkCounts[0, "pages"].integer, story.linkCounts[0, "links"].integer
    )
    let linked =
      "linked by \(Quantity.counted(Int(pages ?? 0), "page", "pages"))"
      + ", \(Quantity.counted(Int(links ?? 0), "link", "links"))"
    return section(story.way, wayHeading(story))
      + section(story.failedTries, "tries that failed")
      + section(upright(story.page), "last answer, of \(tries(story))")
      + (pages == 0 ? "\n\(TextTable.bold("linked by no page that was read"))\n" : "")
      + section(story.links, linked) + section(story.redirectsFrom, "redirected from")
      + section(story.canonicalFor, "canonical for")
      + section(story.duplicates, "has its content, too") + section(story.sitemaps, "in sitemaps")
  }

  private static func tries(_ story: URLStory) -> String {
    Quantity.counted(Int(story.url[0, "tries"].integer ?? 0), "try", "tries")
  }

  private static func wayHeading(_ story: URLStory) -> String {
    switch story.way[0, "kind"].text {
    case "seed": "the way to it from a seed"
    case "sitemap": "the way to it from a sitemap"
    default: "the way to it"
    }
  }

  /// A row with many columns as a row for each, without those that are NULL.
  private static func upright(_ table: StoredTable) -> StoredTable {
    var result = StoredTable(table.name, columns: ["what", "value"], labels: 1)
    for row in table.rows {
      for (name, value) in zip(table.columns, row) where value != .null && value != .text("") {
        result.rows.append([.text(name.replacing("_", with: " ")), .text(value.plain)])
      }
    }
    return result
  }

  private static func section(_ table: StoredTable, _ heading: String) -> String {
    table.rows.isEmpty ? "" : TextTable(table: table, heading: heading).text
  }
}
