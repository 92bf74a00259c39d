/// Sets of tags that the construction of the tree asks for.
struct TagCategories: OptionSet {
  let rawValue: UInt16

  /// The special category (HTML Standard, 13.2.4.2), as far as it is HTML's.
  static let special = TagCategories(rawValue: 1 << 0)
  /// What bounds a scope, as far as it is HTML's.
  static let scopeMarker = TagCategories(rawValue: 1 << 1)
  /// Elements whose end may be implied.
  static let impliedEnd = TagCategories(rawValue: 1 << 2)
  /// Further ones whose end is implied at the end of a template.
  static let thoroughlyImpliedEnd = TagCategories(rawValue: 1 << 3)
  /// Start tags that end foreign content.
  static let breakout = TagCategories(rawValue: 1 << 4)
  /// h1 to h6.
  static let heading = TagCategories(rawValue: 1 << 5)
  /// Elements that `clear the stack back to a table context` stops at.
  static let tableContext = TagCategories(rawValue: 1 << 6)
  /// The same for a table body and for a row.
  static let tableBodyContext = TagCategories(rawValue: 1 << 7)
  static let tableRowContext = TagCategories(rawValue: 1 << 8)
  /// What is special, and bounds a scope, in MathML and in SVG.
  static let mathMarker = TagCategories(rawValue: 1 << 9)
  static let svgMarker = TagCategories(rawValue: 1 << 10)
  /// MathML text integration points.
  static let mathText = TagCategories(rawValue: 1 << 11)
  /// Elements of the body of which an end tag does nothing but close them when they are innermost.
  static let plainEnd = TagCategories(rawValue: 1 << 12)
  /// Formatting elements.
  static let formatting = TagCategories(rawValue: 1 << 13)
}

extension HTMLTag {
  @inline(__always)
  func isIn(_ categories: TagCategories) -> Bool {
    (treeCategories.rawValue | bodyCategories.rawValue) & categories.rawValue != 0
  }

  private var bodyCategories: TagCategories {
    switch self {
    case .a, .b, .big, .code, .em, .font, .i, .nobr, .s, .small, .strike, .strong, .tt, .u:
      [.formatting]
    case .other, .span, .sub, .sup, .variable, .video, .audio, .ruby, .p, .div, .ul, .ol, .li, .dl,
      .dd, .dt, .section, .nav, .article, .aside, .header, .footer, .main, .figure, .figcaption,
      .address, .blockquote, .button, .center, .details, .dialog, .dir, .fieldset, .hgroup,
      .listing,
      .menu, .pre, .search, .select, .summary, .option, .optgroup, .h1, .h2, .h3, .h4, .h5, .h6:
      [.plainEnd]
    default: []
    }
  }

  private var treeCategories: TagCategories {
    switch self {
    case .html, .template:
      [.special, .scopeMarker, .tableContext, .tableBodyContext, .tableRowContext]
    case .table: [.special, .scopeMarker, .breakout, .tableContext]
    case .tbody, .tfoot, .thead: [.special, .thoroughlyImpliedEnd, .tableBodyContext]
    case .tr: [.special, .thoroughlyImpliedEnd, .tableRowContext]
    case .td, .th, .caption: [.special, .scopeMarker, .thoroughlyImpliedEnd]
    case .colgroup: [.special, .thoroughlyImpliedEnd]
    case .applet, .marquee, .object, .select: [.special, .scopeMarker]
    case .dd, .dt, .li, .p: [.special, .impliedEnd, .breakout]
    case .optgroup, .option, .rb, .rp, .rt, .rtc: [.impliedEnd]
    case .h1, .h2, .h3, .h4, .h5, .h6: [.special, .breakout, .heading]
    case .blockquote, .body, .br, .center, .div, .dl, .embed, .head, .hr, .img, .listing, .menu,
      .meta, .ol, .pre, .ul:
      [.special, .breakout]
    case .b, .big, .code, .em, .i, .nobr, .ruby, .s, .small, .span, .strong, .strike, .sub, .sup,
      .tt,
      .u, .variable:
      [.breakout]
    case .title: [.special, .svgMarker]
    case .foreignObject, .desc: [.svgMarker]
    case .mi, .mo, .mn, .ms, .mtext: [.mathMarker, .mathText]
    case .annotationXML: [.mathMarker]
    case .address, .area, .article, .aside, .base, .basefont, .bgsound, .button, .col, .details,
      .dir,
      .fieldset, .figcaption, .figure, .footer, .form, .frame, .frameset, .header, .hgroup, .iframe,
      .input, .keygen, .link, .main, .nav, .noembed, .noframes, .noscript, .param, .plaintext,
      .script, .search, .section, .source, .style, .summary, .textarea, .track, .wbr, .xmp:
      [.special]
    default: []
    }
  }
}
