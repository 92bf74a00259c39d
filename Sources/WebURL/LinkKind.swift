/// What kind of reference one page makes to a URL.
///
/// The raw values stand in `crawl.db` and on the parser wire: add at the end, never renumber.
package enum LinkKind: UInt8, Sendable, CaseIterable {
  /// `<a href>`, also SVG's `<a xlink:href>`.
  case anchor = 1
  /// `<area href>`.
  case area
  /// `<frame src>`.
  case frame
  /// `<iframe src>`.
  case iframe
  /// `<meta http-equiv=refresh>` or a `Refresh` header.
  case refresh
  /// `<link rel=canonical>`.
  case canonical
  /// `<link rel=next>`.
  case next
  /// `<link rel=prev>`.
  case previous
  /// `<link rel=alternate>`: feeds, translations, other media.
  case alternate
  /// `<link rel=stylesheet>`.
  case stylesheet
  /// `<link rel=icon>` and its relatives.
  case icon
  /// What an image is shown from: `<img src>` and `srcset`, `<input type=image src>`, `<video poster>`,
  /// SVG's `<image href>`.
  case image
  /// `<script src>`.
  case script
  /// The action of a form that is sent with GET.
  case form
  /// The action of a form that is sent with POST: recorded, never followed.
  case postForm
  /// The `Location` of a 3xx answer.
  case redirect
  /// Named by the person who started the crawl.
  case seed
  /// Listed in a sitemap.
  case sitemap
  /// What is played or embedded: `<video src>`, `<audio>`, `<source>`, `<track>`, `<embed>`,
  /// `<object data>`.
  case media

  /// Whether a person who clicks through the site would come along here; followed by default.
  package var isNavigational: Bool {
    switch self {
    case .anchor, .area, .frame, .iframe, .refresh, .canonical, .next, .previous, .alternate,
      .redirect, .seed, .sitemap:
      true
    case .stylesheet, .icon, .image, .script, .form, .postForm, .media: false
    }
  }

  /// The name that people read, in reports and in the table `link_kinds`.
  package var name: String {
    switch self {
    case .anchor: "a"
    case .area: "area"
    case .frame: "frame"
    case .iframe: "iframe"
    case .refresh: "refresh"
    case .canonical: "canonical"
    case .next: "next"
    case .previous: "prev"
    case .alternate: "alternate"
    case .stylesheet: "stylesheet"
    case .icon: "icon"
    case .image: "img"
    case .script: "script"
    case .form: "form"
    case .postForm: "form-post"
    case .redirect: "redirect"
    case .seed: "seed"
    case .sitemap: "sitemap"
    case .media: "media"
    }
  }
}

/// The `rel` tokens of a link that matter to crawlers and to graph people.
///
/// The bits stand in `crawl.db` and on the parser wire: add at the end, never renumber.
package struct LinkRelation: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `rel=nofollow`.
  package static let nofollow = LinkRelation(rawValue: 1 << 0)
  /// `rel=ugc`: user-generated content.
  package static let ugc = LinkRelation(rawValue: 1 << 1)
  /// `rel=sponsored`.
  package static let sponsored = LinkRelation(rawValue: 1 << 2)
  /// `rel=external`.
  package static let external = LinkRelation(rawValue: 1 << 3)
  /// The page itself said nofollow, in meta robots or in `X-Robots-Tag`.
  package static let pageNofollow = LinkRelation(rawValue: 1 << 4)
}
