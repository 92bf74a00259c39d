/// The elements that say something to a crawler.
enum Element {
  case anchor
  case area
  case base
  case embed
  case form
  case frame
  case html
  case iframe
  case image
  case input
  case link
  case media
  case meta
  case object
  case script
  case source
  case svgAnchor
  case svgImage
  case svgUse
  case title
  case video

  /// What an element of this tag and namespace is, or nil for the many that say nothing.
  @inline(__always)
  init?(_ tag: HTMLTag, _ namespace: MarkupNamespace) {
    let element: Element? =
      switch namespace {
      case .html: Self.html(tag)
      case .svg: Self.svg(tag)
      case .math: nil
      }
    guard let element else { return nil }
    self = element
  }

  private static func html(_ tag: HTMLTag) -> Element? {
    switch tag {
    case .a: .anchor
    case .area: .area
    case .audio, .track: .media
    case .base: .base
    case .embed: .embed
    case .form: .form
    case .frame: .frame
    case .html: .html
    case .iframe: .iframe
    case .img, .image: .image
    case .input: .input
    case .link: .link
    case .meta: .meta
    case .object: .object
    case .script: .script
    case .source: .source
    case .title: .title
    case .video: .video
    default: nil
    }
  }

  private static func svg(_ tag: HTMLTag) -> Element? {
    switch tag {
    case .a: .svgAnchor
    case .image: .svgImage
    case .use: .svgUse
    default: nil
    }
  }
}

extension HTMLTag {
  /// Whether the attributes of such a tag may matter, to the search for links or to the tree.
  @inline(__always)
  var hasAttributesOfInterest: Bool {
    switch self {
    case .a, .annotationXML, .area, .audio, .base, .embed, .font, .form, .frame, .html, .iframe,
      .image,
      .img, .input, .link, .meta, .object, .script, .source, .track, .use, .video:
      true
    default: false
    }
  }
}
