/// Writes the HTML of one page of a synthetic web.
struct PageWriter {
  private let model: SiteModel
  private let place: Place
  private let links: SiteModel.PageLinks
  private var references: ReferenceWriter
  private var layout: Draw
  private var bytes: [UInt8] = []
  private let targetSize: Int

  /// What the links still to come and the end of the page are reckoned at, in bytes.
  private static let bytesPerLink = 90
  private static let paragraphLength = 600

  /// - Parameter place: an ordinary or hidden page.
  init(_ place: Place, of model: SiteModel) {
    self.model = model
    self.place = place
    links = model.pageLinks(of: place)
    var path: [UInt8] = []
    if links.hasBase { path.append("/") } else { place.resource.appendPath(to: &path) }
    references = ReferenceWriter(basePath: path) { model.origin(ofHost: $0) }
    layout = Draw(model.shape.seed, .layout, place.host, place.number)
    let mean = model.shape.bodyBytes
    targetSize = mean / 2 + layout.below(mean + 1)
    bytes.reserveCapacity(targetSize + 4_096)
  }

  /// The page as UTF-8.
  mutating func write() -> [UInt8] {
    appendHead()
    appendHeader()
    appendMain()
    bytes.append("</main>\n<footer><p>Host ")
    bytes.append(decimal: place.host)
    bytes.append(" of a synthetic web.</p></footer>\n</body>\n</html>\n")
    return bytes
  }

  private mutating func appendHead() {
    bytes.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
    appendTitle()
    bytes.append("</title>\n<meta name=\"description\" content=\"")
    model.text.append(80, to: &bytes, &layout)
    bytes.append("\">\n")
    if links.hasBase { bytes.append("<base href=\"/\">\n") }
    for link in links.head { appendHeadLink(link) }
    bytes.append("</head>\n")
  }

  private mutating func appendTitle() {
    bytes.append("Page ")
    bytes.append(decimal: place.number)
    bytes.append(" of host ")
    bytes.append(decimal: place.host)
  }

  private mutating func appendHeadLink(_ link: PageLink) {
    guard link.kind != .script else {
      bytes.append("<script defer src=")
      references.append(link, to: &bytes)
      return bytes.append("></script>\n")
    }
    let relation =
      switch link.kind {
      case .canonical: "canonical"
      case .next: "next"
      case .previous: "prev"
      case .icon: "icon"
      default: "stylesheet"
      }
    bytes.append("<link rel=\"\(relation)\" href=")
    references.append(link, to: &bytes)
    bytes.append(">\n")
  }

  private mutating func appendHeader() {
    bytes.append("<body>\n<header><h1>")
    appendTitle()
    bytes.append("</h1></header>\n<nav>\n<ul>\n")
    for link in links.navigation {
      bytes.append("<li>")
      appendAnchor(link)
      bytes.append("</li>\n")
    }
    bytes.append("</ul>\n</nav>\n<main>\n")
  }

  /// Headings and paragraphs, with the links evenly among the text.
  private mutating func appendMain() {
    for (index, link) in links.text.enumerated() {
      if index % 8 == 0, index < 32 {
        bytes.append("<h2 id=\"part-\(index / 8)\">")
        model.text.append(20, to: &bytes, &layout)
        bytes.append("</h2>\n")
      }
      bytes.append("<p>")
      appendText(share(of: links.text.count - index))
      if link.kind == .image { appendImage(link) } else { appendAnchor(link) }
      bytes.append(".</p>\n")
    }
    bytes.append("<p>")
    appendText(share(of: 0))
    bytes.append("</p>\n")
  }

  /// How much text comes before the next link, when so many links are still to come.
  private func share(of linksLeft: Int) -> Int {
    let rest = targetSize - bytes.count - linksLeft * PageWriter.bytesPerLink - 100
    return max(12, rest / (linksLeft + 1))
  }

  private mutating func appendText(_ length: Int) {
    var rest = length
    while rest > 2 * PageWriter.paragraphLength {
      model.text.append(PageWriter.paragraphLength, to: &bytes, &layout)
      bytes.append("</p>\n<p>")
      rest -= PageWriter.paragraphLength + 8
    }
    model.text.append(rest, to: &bytes, &layout)
  }

  private mutating func appendAnchor(_ link: PageLink) {
    bytes.append("<a href=")
    references.append(link, to: &bytes)
    if link.isNofollow { bytes.append(" rel=\"nofollow\"") }
    bytes.append(link.spelling.quote == .none ? " >" : ">")
    model.text.append(10, to: &bytes, &layout)
    bytes.append("</a>")
  }

  private mutating func appendImage(_ link: PageLink) {
    bytes.append("<img src=")
    references.append(link, to: &bytes)
    bytes.append(" alt=\"A picture\">")
  }
}
