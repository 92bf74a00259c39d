import ParserWire

/// What an element within an entry says.
enum SitemapField {
  case location
  /// A link of a feed or an alternate.
  case link
  /// The permanent name of a feed's item, which is its location when it has no other.
  case identifier
  case lastModified
  /// When a feed's item was published, which counts when it was not modified since.
  case published
  case changeFrequency
  case priority

  /// What an element with this local name says in a document of a kind; nil for nothing.
  init?(_ name: Span<UInt8>, in kind: SitemapKind) {
    let isFeed = kind == .rss || kind == .atom
    for entry in isFeed ? Self.feedNames : Self.sitemapNames
    where name.equalsIgnoringCase(entry.name) {
      self = entry.field
      return
    }
    return nil
  }

  private static let sitemapNames: [(name: StaticString, field: SitemapField)] = [
    ("loc", .location), ("lastmod", .lastModified), ("changefreq", .changeFrequency),
    ("priority", .priority), ("link", .link),
  ]

  /// RSS 2.0, RSS 1.0 with Dublin Core, Atom 1.0 and 0.3.
  private static let feedNames: [(name: StaticString, field: SitemapField)] = [
    ("link", .link), ("guid", .identifier), ("pubdate", .published), ("date", .published),
    ("updated", .lastModified), ("modified", .lastModified), ("published", .published),
    ("issued", .published),
  ]

  /// Whether a name belongs to an extension whose elements are called like the protocol's own, as
  /// `image:loc` is. A prefix that nobody has declared counts as what it is used for.
  static func isForeign(_ name: XMLName) -> Bool {
    let uri = unsafe name.namespace.span
    guard uri.isEmpty else {
      return foreignSpaces.contains { uri.equalsIgnoringCase($0) }
    }
    let prefix = unsafe name.prefix.span
    return !prefix.isEmpty && foreignPrefixes.contains { prefix.equalsIgnoringCase($0) }
  }

  private static let foreignSpaces: [StaticString] = [
    "http://www.google.com/schemas/sitemap-image/1.1",
    "http://www.google.com/schemas/sitemap-video/1.1",
    "http://www.google.com/schemas/sitemap-news/0.9",
    "http://www.google.com/schemas/sitemap-mobile/1.0",
    "http://www.google.com/schemas/sitemap-pagemap/1.0",
    "http://search.yahoo.com/mrss/",
    "http://purl.org/rss/1.0/modules/content/",
  ]

  private static let foreignPrefixes: [StaticString] = [
    "image", "video", "news", "mobile", "media",
  ]
}

/// One entry, as it is being heard; used again for the next.
struct SitemapEntry {
  private var location: [UInt8] = []
  /// What the location is worth: a better one replaces it.
  private var locationRank = 0
  private var modified: Int64?
  private var published: Int64?
  private var changeFrequency: ChangeFrequency?
  private var priority: UInt16?
  /// The alternates, one behind the other, and where each ends.
  private var alternateText: [UInt8] = []
  private var alternateEnds: [Int] = []

  /// Alternates of an entry beyond this many are not recorded: there are fewer languages.
  private static let maximumAlternates = 1000

  mutating func reset() {
    location.removeAll(keepingCapacity: true)
    locationRank = 0
    (modified, published, changeFrequency, priority) = (nil, nil, nil, nil)
    alternateText.removeAll(keepingCapacity: true)
    alternateEnds.removeAll(keepingCapacity: true)
  }

  /// Takes in what an element says. Of each kind the first that says something counts.
  mutating func set(_ field: SitemapField, _ text: Span<UInt8>) {
    switch field {
    case .location, .link: setLocation(text, rank: 2)
    case .identifier: if SitemapRecorder.isAbsolute(text) { setLocation(text, rank: 0) }
    case .lastModified: modified = modified ?? SitemapDate.milliseconds(text)
    case .published: published = published ?? SitemapDate.milliseconds(text)
    case .changeFrequency: changeFrequency = changeFrequency ?? ChangeFrequency(text)
    case .priority: priority = priority ?? SitemapPriority.thousandths(text)
    }
  }

  /// - Parameter rank: what a location of this kind is worth, from 0.
  mutating func setLocation(_ text: Span<UInt8>, rank: Int) {
    let range = text.trimmedRange
    guard !range.isEmpty, rank >= locationRank, location.isEmpty || rank > locationRank else {
      return
    }
    locationRank = rank
    location.removeAll(keepingCapacity: true)
    unsafe text.extracting(range).withUnsafeBufferPointer {
      unsafe location.append(contentsOf: $0)
    }
  }

  mutating func addAlternate(_ href: Span<UInt8>) {
    guard !href.trimmedRange.isEmpty, alternateEnds.count < Self.maximumAlternates,
      href.count <= SitemapRecorder.maximumLocationLength
    else { return }
    unsafe href.withUnsafeBufferPointer { unsafe alternateText.append(contentsOf: $0) }
    alternateEnds.append(alternateText.count)
  }

  /// Hands over the entry's location, and its alternates with the same values.
  func record(to recorder: inout SitemapRecorder) {
    var detail = SitemapDetail(
      lastModified: modified ?? published, priority: priority, changeFrequency: changeFrequency)
    if location.isEmpty {
      recorder.writer.invalid += 1
    } else {
      recorder.add(location.span, detail)
    }
    detail.isAlternate = true
    var start = 0
    for end in alternateEnds {
      recorder.add(alternateText.span.extracting(start..<end), detail)
      start = end
    }
  }
}

/// `<priority>`: a decimal number from 0 to 1.
enum SitemapPriority {
  /// In thousandths, what is finer cut off; nil for what is no such number.
  static func thousandths(_ text: Span<UInt8>) -> UInt16? {
    let text = text.extracting(text.trimmedRange)
    var (whole, fraction, unit, digits) = (0, 0, 100, 0)
    var isFraction = false
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else if byte.isASCIIDigit, isFraction {
        fraction += Int(byte & 0xF) * unit
        (unit, digits) = (unit / 10, digits + 1)
      } else if byte.isASCIIDigit, whole <= 1 {
        (whole, digits) = (whole * 10 + Int(byte & 0xF), digits + 1)
      } else {
        return nil
      }
    }
    let value = whole * 1000 + fraction
    return digits > 0 && value <= 1000 ? UInt16(value) : nil
  }
}

extension ChangeFrequency {
  /// The protocol's word, in any case of letters; nil for another.
  init?(_ text: Span<UInt8>) {
    let text = text.extracting(text.trimmedRange)
    let words: [(ChangeFrequency, StaticString)] = [
      (.always, "always"), (.hourly, "hourly"), (.daily, "daily"), (.weekly, "weekly"),
      (.monthly, "monthly"), (.yearly, "yearly"), (.never, "never"),
    ]
    guard let frequency = words.first(where: { text.equalsIgnoringCase($0.1) })?.0 else {
      return nil
    }
    self = frequency
  }
}
