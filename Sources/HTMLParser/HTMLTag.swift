/// The tags that the construction of the tree or the search for links knows by name; `other` for the
/// rest.
///
/// The names are in lower case, also those that SVG writes otherwise.
enum HTMLTag: UInt8, CaseIterable {
  case other
  case html, head, body, title, base, link, meta, style, script, noscript, noframes, template
  case basefont, bgsound, frameset, frame, address, article, aside, blockquote, center, details
  case dialog, dir, div, dl, fieldset, figcaption, figure, footer, header, hgroup, main, menu, nav
  case ol, p, search, section, summary, ul, h1, h2, h3, h4, h5, h6, pre, listing, form, li, dd, dt
  case plaintext, button, a, b, big, code, em, font, i, s, small, strike, strong, tt, u, nobr
  case applet, marquee, object, table, area, br, embed, img, keygen, wbr, input, param, source
  case track, hr, image, textarea, xmp, iframe, noembed, select, optgroup, option, rb, rtc, rp, rt
  case ruby, math, svg, caption, col, colgroup, tbody, td, tfoot, th, thead, tr, span, sub, sup
  case variable, foreignObject, desc, mi, mo, mn, ms, mtext, annotationXML, mglyph, malignmark
  case use, video, audio

  /// Which tag a name stands for.
  static func makeTable() -> NameTable {
    let named = allCases.filter { $0 != .other }.map { ($0.key, $0.rawValue) }
    return NameTable(named)
  }

  /// The tag that a table of `makeTable` has under a name.
  @inline(__always)
  init(_ key: NameKey, in table: NameTable) {
    // The table holds raw values and 0, which is `other`.
    self = HTMLTag(rawValue: table[key]) ?? .other
  }

  private var key: NameKey {
    let bytes = Array(text.utf8)
    return NameKey(bytes: { $0 < bytes.count ? bytes[$0] : nil })
  }

  /// Whether text within it is not what the page shows.
  var hasHiddenText: Bool {
    switch self {
    case .title, .style, .script, .noscript, .template, .textarea, .iframe, .noembed, .noframes,
      .xmp:
      true
    default: false
    }
  }

  /// The name.
  var text: String {
    switch self {
    case .annotationXML: "annotation-xml"
    case .foreignObject: "foreignobject"
    case .variable: "var"
    default: "\(self)"
    }
  }
}
