/// A link of a page, and how its author happened to write it.
struct PageLink {
  var kind: WebLink.Kind
  var target: Place
  var isNofollow = false
  var spelling = Spelling()

  /// The many ways in which one URL stands in HTML.
  struct Spelling {
    var address = Address.rootRelative
    var ampersand = Ampersand.named
    var accent = Accent.encoded
    var quote = Quote.double
    var padding = Padding.none
    /// The number of the part of the page that a fragment names.
    var fragment: UInt8?
  }

  enum Address { case absolute, schemeRelative, rootRelative, relative, fragmentOnly }
  enum Ampersand: String { case named = "&amp;", decimal = "&#38;", hex = "&#x26;", bare = "&" }
  enum Accent: String {
    case encoded = "%C3%A9"
    case lowerCase = "%c3%a9"
    case plain = "é"
    case named = "&eacute;"
  }
  enum Quote: String { case double = "\"", single = "'", none = "" }
  enum Padding: String { case none = "", blank = " ", newline = "\n  " }
}

extension PageLink.Spelling {
  /// A spelling by chance. One that an unquoted attribute could not hold is quoted.
  init(_ draw: inout Draw, isLocal: Bool) {
    address = isLocal ? .local(draw.below(6)) : .remote(draw.below(3))
    ampersand =
      switch draw.below(5) {
      case 0: .decimal
      case 1: .hex
      case 2: .bare
      default: .named
      }
    accent =
      switch draw.below(4) {
      case 0: .lowerCase
      case 1: .plain
      case 2: .named
      default: .encoded
      }
    quote =
      switch draw.below(6) {
      case 0: .single
      case 1: .none
      default: .double
      }
    if draw.below(16) == 0 { fragment = UInt8(draw.below(4)) }
    if draw.below(16) == 0, quote != .none { padding = draw.below(2) == 0 ? .blank : .newline }
  }
}

extension PageLink.Address {
  fileprivate static func local(_ roll: Int) -> Self {
    switch roll {
    case 0: .absolute
    case 1, 2: .rootRelative
    default: .relative
    }
  }

  fileprivate static func remote(_ roll: Int) -> Self { roll == 0 ? .schemeRelative : .absolute }
}
