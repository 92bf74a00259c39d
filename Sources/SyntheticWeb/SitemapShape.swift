/// What the sitemaps of each host of a synthetic web list, and in how many files.
///
/// `/sitemap.xml`, which robots.txt names, is an index of files that are XML, XML in gzip, text, and an
/// RSS feed in turn.
package struct SitemapShape: Sendable, Hashable {
  /// URLs of each file but the last.
  package var urlsPerFile = 100
  /// Pages of each host that are in its sitemap and that nothing links to.
  package var orphans = 5
  /// Which part of the ordinary pages is in no sitemap, from 0 to 1.
  package var unlistedFraction = 0.1

  package init() {}

  /// Ends the program with a message where no web can have these numbers.
  func check() {
    precondition(
      urlsPerFile >= 1 && orphans >= 0, "a sitemap has URLs, and counts are not negative")
    precondition((0...1).contains(unlistedFraction), "a fraction is a part of a whole")
  }
}

extension SiteModel {
  /// What the sitemaps of a host list: its ordinary pages but some, and its orphans. Empty for a web
  /// without sitemaps. O(pages).
  package func listed(onHost host: Int) -> [Place] {
    guard let sitemaps = shape.sitemaps else { return [] }
    let pages = (0..<shape.pagesPerHost).map { Place(host: host, .page($0)) }
    let orphans = (0..<sitemaps.orphans).map { Place(host: host, .orphan($0)) }
    return pages.filter { !isUnlisted($0) } + orphans
  }

  private func isUnlisted(_ page: Place) -> Bool {
    guard let sitemaps = shape.sitemaps else { return true }
    var draw = Draw(shape.seed, .sitemap, page.host, page.number)
    return draw.fraction() < sitemaps.unlistedFraction
  }

  /// How many files the index of a host names.
  package func sitemapFiles(onHost host: Int) -> Int {
    guard let sitemaps = shape.sitemaps else { return 0 }
    let count = listed(onHost: host).count
    return (count + sitemaps.urlsPerFile - 1) / sitemaps.urlsPerFile
  }

  /// What a sitemap says of a place: its priority in tenths, and the day of 2024 of its last change.
  package func sitemapValues(of place: Place) -> (priority: Int, day: String) {
    var draw = Draw(shape.seed, .sitemap, place.host, ~place.number)
    let priority = draw.below(11)
    let (month, day) = (draw.below(12) + 1, draw.below(28) + 1)
    return (priority, "2024-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)")
  }

  // MARK: Files

  func sitemapIndex(ofHost host: Int) -> CannedResponse {
    let files = (0..<sitemapFiles(onHost: host)).map { number in
      "<sitemap><loc>\(url(of: Place(host: host, .sitemap(number))))</loc></sitemap>\n"
    }
    return .text(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      \(files.joined())</sitemapindex>\n
      """, mediaType: "application/xml")
  }

  func sitemapFile(_ number: Int, ofHost host: Int) -> CannedResponse {
    guard let sitemaps = shape.sitemaps else { return .status(404) }
    let places = listed(onHost: host).dropFirst(number * sitemaps.urlsPerFile)
      .prefix(sitemaps.urlsPerFile)
    guard !places.isEmpty else { return .status(404) }
    switch SitemapForm(ofFile: number) {
    case .xml: return .text(urlset(places), mediaType: "application/xml")
    case .gzip:
      let body = GzipMember.stored(Array(urlset(places).utf8))
      return CannedResponse(fields: [.init("Content-Type", "application/x-gzip")], body: body)
    case .text: return .text(places.map { url(of: $0) + "\n" }.joined())
    case .rss: return .text(feed(places), mediaType: "application/rss+xml")
    }
  }

  private func urlset(_ places: ArraySlice<Place>) -> String {
    let entries = places.map { place in
      let (priority, day) = sitemapValues(of: place)
      return """
        <url><loc>\(escaped(url(of: place)))</loc><lastmod>\(day)</lastmod>\
        <changefreq>monthly</changefreq><priority>\(priority / 10).\(priority % 10)</priority></url>\n
        """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      \(entries.joined())</urlset>\n
      """
  }

  private func feed(_ places: ArraySlice<Place>) -> String {
    let items = places.map { "<item><link>\(escaped(url(of: $0)))</link></item>\n" }
    return "<rss version=\"2.0\"><channel>\n\(items.joined())</channel></rss>\n"
  }

  private func escaped(_ url: String) -> String {
    url.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
  }
}

/// What a file of a sitemap is written in.
enum SitemapForm: CaseIterable {
  case xml, gzip, text, rss

  init(ofFile number: Int) { self = Self.allCases[number % Self.allCases.count] }

  /// The end of its name.
  var suffix: String {
    switch self {
    case .xml: ".xml"
    case .gzip: ".xml.gz"
    case .text: ".txt"
    case .rss: ".rss"
    }
  }
}
