/// How large the real part of a site with traps is. The traps have no end.
package struct TrapShape: Sendable, Hashable {
  /// Sections of a manual: pages of one pattern, with a table of contents.
  package var sections: Int
  /// Articles of an archive: found by turning its pages, twenty at a time.
  package var articles: Int
  /// Pages of a wiki, which link to each other.
  package var wikiPages: Int
  /// Goods of a shop that gives each link a session number of its own.
  package var goods: Int

  package init(sections: Int, articles: Int, wikiPages: Int, goods: Int) {
    self.sections = sections
    self.articles = articles
    self.wikiPages = wikiPages
    self.goods = goods
  }

  /// About so many real pages.
  package init(pages: Int) {
    self.init(
      sections: max(pages * 3 / 10, 1), articles: max(pages * 3 / 10, 1),
      wikiPages: max(pages * 3 / 10, 1), goods: max(pages / 20, 1))
  }
}

/// The kinds of traps that a site has.
package enum TrapKind: String, Sendable, CaseIterable {
  /// Months that follow each other for ever.
  case calendar
  /// Relative links that lead deeper each time, by the same names or by others.
  case deeperPaths
  /// Links with a session number of their own.
  case sessions
  /// Filters that can be added in any order.
  case parameters
  /// Redirects that lead to redirects.
  case redirects
  /// Any URL says, with status 200, that there is no such page, and links to more.
  case softErrors
  /// Pages of a list beyond its end.
  case pagination
  /// Random text with links to random names.
  case randomText
}
