package import Digests
package import WebURL

/// What a page says, as the crawler gets it from a parser process.
///
/// A page with n links costs two arrays, whatever n is: `links`, and `text` with all their URLs one
/// behind the other.
package struct PageFacts: Sendable, Equatable {
  /// The first `<title>`, white space collapsed, at most `maximumTextLength` bytes; empty when absent.
  package var title = ""
  /// `lang` of the root element; empty when absent.
  package var language = ""
  /// `<meta name=description>`, as the title.
  package var description = ""
  /// The contents of all meta elements named `robots` or by our product token, joined by `", "`.
  package var metaRobots = ""
  /// The name of the encoding that the page was decoded from, as in the Encoding Standard.
  package var charset = ""
  /// The document's base URL, when a `<base>` changed it and it is no longer than
  /// `maximumBaseLength` bytes.
  package var base: String?
  /// What else holds for the page.
  package var flags: PageFlags = []
  /// How many links were seen in all, with their repetitions, of any scheme, valid or not.
  package var linkOccurrences: UInt32 = 0
  /// How many of them have another scheme than http and https: `mailto:`, `javascript:`, `data:`…
  package var otherSchemeLinks: UInt32 = 0
  /// How many of them are no valid URL, or absurdly long.
  package var invalidLinks: UInt32 = 0
  /// Where the page's `<link rel=canonical>`, the first one, stands in `links`.
  package var canonicalIndex: Int?
  /// The http and https links, each distinct (canonical URL, kind, relation) once, in the order of
  /// first occurrence.
  package var links: [LinkFact] = []
  /// The digest of the page's bytes as they came; nil when nobody asked for it.
  package var digest: ContentDigest?
  /// What its text is like; nil when it has none, or nobody asked for it.
  package var textHash: TextHash?
  /// The canonical URLs of `links`, printable ASCII.
  package var text: [UInt8] = []

  /// The longest title, language, description, robots text or charset, in bytes.
  package static let maximumTextLength = 1024
  /// The longest base URL that is reported, in bytes.
  package static let maximumBaseLength = 4096
  /// A reply slot of this many bytes has room for any page's texts and for some links.
  package static let minimumFrameCapacity = 32_768

  /// A page that says nothing.
  package init() {}

  /// The canonical URL of a link of this page.
  package func url(of link: LinkFact) -> String {
    String(decoding: text[link.textRange], as: UTF8.self)
  }

  /// Lends the bytes of the canonical URL of a link of this page.
  package func withURL<R: ~Copyable, E: Error>(
    of link: LinkFact, _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    try body(text.span.extracting(link.textRange))
  }
}

/// What a page's text is like. `TextHasher`, in the parser, says how it is made.
package struct TextHash: Sendable, Hashable {
  /// The simhash of its shingles: texts that are alike differ in few bits.
  package let simhash: UInt64
  /// How many words it has; at least 1.
  package let words: UInt32

  package init(simhash: UInt64, words: UInt32) {
    self.simhash = simhash
    self.words = words
  }
}

/// What a page says or suffered, yes or no. The bits stand on the wire: add at the end.
package struct PageFlags: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Meta robots asks not to index the page (`noindex` or `none`).
  package static let noindex = PageFlags(rawValue: 1 << 0)
  /// Meta robots asks not to follow the page's links (`nofollow` or `none`).
  package static let nofollow = PageFlags(rawValue: 1 << 1)
  /// The page has more distinct links than fit into the reply, or than the settings allow.
  package static let truncatedLinks = PageFlags(rawValue: 1 << 2)
  /// The page's bytes were not valid in its encoding; the wrong ones were replaced by U+FFFD.
  package static let replacedCharacters = PageFlags(rawValue: 1 << 3)
  /// Elements were nested so deeply that the innermost were taken for siblings.
  package static let flattened = PageFlags(rawValue: 1 << 4)
  /// A `<base href>` set the document's base URL.
  package static let hasBase = PageFlags(rawValue: 1 << 5)
  /// The parser gave up before the end of the document, for want of memory.
  package static let incomplete = PageFlags(rawValue: 1 << 6)
  /// The page's own URL could not be parsed, so that its relative links are invalid.
  package static let noBaseURL = PageFlags(rawValue: 1 << 7)
  /// The page said that it is XHTML, but is not well-formed; it was read as HTML.
  package static let notWellFormed = PageFlags(rawValue: 1 << 8)
}
