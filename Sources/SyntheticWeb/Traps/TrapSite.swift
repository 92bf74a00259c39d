/// A site with real pages and eight kinds of traps, each without end. Everything follows from the path and a
/// seed: the same path has the same page.
///
/// The real part is made of what could be taken for a trap: a manual whose sections all have one pattern, an
/// archive that is found by turning its pages only, a wiki in which everything links to everything.
package struct TrapSite: Sendable {
  /// What stands under a path.
  package struct Page: Sendable {
    /// Where it redirects to; nil for a page.
    package var location: String?
    package var title = ""
    package var text = ""
    /// Paths, in order.
    package var links: [String] = []
  }

  /// What a fetch of a path is worth.
  package enum Worth: Sendable, Hashable {
    /// A real page, by its name: the same for all its URLs.
    case real(String)
    case trap(TrapKind)
  }

  package let shape: TrapShape
  package let seed: UInt64

  package init(_ shape: TrapShape, seed: UInt64) {
    self.shape = shape
    self.seed = seed
  }

  /// Articles of a page of the archive.
  static let articlesPerPage = 20

  /// Real pages in all.
  package var realPages: Int {
    // The home page, the contents, the shop's door.
    3 + shape.sections + chapters + shape.articles + archivePages + Self.topics + shape.wikiPages
      + shape.goods
  }

  var chapters: Int { (shape.sections + 39) / 40 }
  var archivePages: Int { (shape.articles + Self.articlesPerPage - 1) / Self.articlesPerPage }
  /// Subjects of articles.
  static let topics = 16

  /// The page under a path and query; nil for none, which is a 404.
  package func page(at path: String) -> Page? {
    if let page = realPage(at: path) { return page }
    return trapPage(at: path)
  }

  /// What the fetch of a path is worth; nil for a 404.
  package func worth(of path: String) -> Worth? {
    page(at: path).map { _ in worth(ofPageAt: path) }
  }

  /// The same, for a path that has a page.
  package func worth(ofPageAt path: String) -> Worth {
    switch path.firstSegment {
    case "events": return .trap(.calendar)
    case "deep", "mirror": return .trap(.deeperPaths)
    case "find": return .trap(.parameters)
    case "go": return .trap(.redirects)
    case "help": return .trap(.softErrors)
    case "tags": return .trap(.randomText)
    case "archive" where (path.number ?? 1) > archivePages: return .trap(.pagination)
    // A page that was had by another number is had for nothing: who counts must see to that.
    case "shop": return .real(String(path.prefix { $0 != "?" }))
    default: return .real(path)
    }
  }

  // MARK: Chance

  /// Decisions about a path.
  func draw(_ path: String, _ salt: Int = 0) -> Draw {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return Draw(seed ^ hash, .traps, salt)
  }

  static let words = TextPool.words.filter { $0.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A } }

  /// So many random words.
  func text(_ count: Int, _ draw: inout Draw) -> String {
    (0..<count).map { _ in Self.words[draw.below(Self.words.count)] }.joined(separator: " ")
  }

  /// A name of some random words.
  func name(_ words: Int, _ draw: inout Draw, joined separator: String = "-") -> String {
    (0..<words).map { _ in Self.words[draw.below(Self.words.count)] }.joined(separator: separator)
  }
}

extension String {
  /// The first segment of a path, without a query.
  var firstSegment: String {
    String(dropFirst().prefix { $0 != "/" && $0 != "?" })
  }

  /// The last run of digits; nil where there is none.
  var number: Int? {
    let reversed = reversed().drop { !$0.isNumber }.prefix { $0.isNumber }
    return Int(String(reversed.reversed()))
  }
}
