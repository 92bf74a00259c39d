/// The pages that are not.
extension TrapSite {
  /// Where the home page lets people in. The archive and the articles have doors of their own.
  var trapDoors: [String] {
    ["/events/2026/11", "/deep/", "/mirror/", "/find", "/help/", "/tags/start"]
  }

  func trapPage(at path: String) -> Page? {
    switch path.firstSegment {
    case "events": calendar(at: path)
    case "deep": deeper(at: path)
    case "mirror": mirror(at: path)
    case "shop": shop(at: path)
    case "find": filters(at: path)
    case "go": redirect(at: path)
    case "help": softError(at: path)
    case "tags": randomText(at: path)
    default: nil
    }
  }

  private func calendar(at path: String) -> Page? {
    let parts = path.split(separator: "/")
    guard parts.count == 3, let year = Int(parts[1]), let month = Int(parts[2]),
      (1...12).contains(month), year >= 0, path == monthPath(year, month)
    else { return nil }
    let days = (1...30).map { "\($0)" }.joined(separator: " ")
    let next = month == 12 ? monthPath(year + 1, 1) : monthPath(year, month + 1)
    let last = month == 1 ? monthPath(max(year - 1, 0), 12) : monthPath(year, month - 1)
    return Page(
      title: "Events",
      text: "Events of \(year) \(month). Mo Tu We Th Fr Sa Su \(days). "
        + "There are no events in this month. Choose another month to see more of our events.",
      links: ["/", last, next])
  }

  private func monthPath(_ year: Int, _ month: Int) -> String {
    "/events/\(year)/\(month < 10 ? "0" : "")\(month)"
  }

  /// Another text at each depth, and three links to where nobody was.
  private func deeper(at path: String) -> Page? {
    guard path.hasSuffix("/") else { return nil }
    var draw = draw(path)
    let text = text(100, &draw)
    return Page(
      title: "Deeper", text: text, links: ["/"] + (0..<3).map { _ in path + name(1, &draw) + "/" })
  }

  /// A folder that has itself and its neighbour inside, as links between folders make it.
  private func mirror(at path: String) -> Page? {
    guard path.hasSuffix("/") else { return nil }
    return Page(
      title: "Index", text: "Index of the mirror. Parent folder. Files. Sources.",
      links: ["/", path + "files/mirror/", path + "sources/mirror/"])
  }

  /// The goods are real; the session numbers have no end.
  private func shop(at path: String) -> Page? {
    let bare = String(path.prefix { $0 != "?" })
    var own = draw(path, 2)
    var page = Page(title: "Shop", links: ["/shop/"])
    var draw = draw(bare)
    if bare == "/shop/" {
      page.text = text(60, &draw)
    } else {
      guard let number = bare.number, number < shape.goods, bare == goodPath(number) else {
        return nil
      }
      page.text = text(90, &draw)
      // So that each is found.
      for other in [2 * number + 1, 2 * number + 2] where other < shape.goods {
        page.links.append("\(goodPath(other))?sid=\(token(&own))")
      }
    }
    for _ in 0..<8 {
      page.links.append("\(goodPath(own.below(shape.goods)))?sid=\(token(&own))")
    }
    page.links.append("\(goodPath(0))?sid=\(token(&own))")
    return page
  }

  private func goodPath(_ number: Int) -> String { "/shop/good-\(number)" }

  private static let filters = [
    "brand", "colour", "fabric", "fit", "length", "price", "season", "size", "sort", "use",
  ]

  /// Each filter that is not set yet can be added behind the others; what is shown depends on which are set.
  private func filters(at path: String) -> Page? {
    let query = path.dropFirst("/find".count).drop { $0 == "?" }
    guard path.hasPrefix("/find") else { return nil }
    let set = query.split(separator: "&")
    var draw = draw(set.sorted().joined(separator: "&"))
    let goods = (0..<12).map { _ in goodName(draw.below(200)) }.joined(separator: ", ")
    var links = ["/find"]
    for name in Self.filters where !set.contains(where: { $0.hasPrefix(name + "=") }) {
      for value in 1...3 {
        links.append("/find?" + (query.isEmpty ? "" : query + "&") + "\(name)=\(value)")
      }
    }
    return Page(title: "Find", text: "Found: \(goods).", links: links)
  }

  private func goodName(_ number: Int) -> String {
    var draw = draw("good", number)
    return name(3, &draw, joined: " ")
  }

  private func redirect(at path: String) -> Page? {
    var draw = draw(path)
    return Page(location: "/go/\(token(&draw))")
  }

  private func softError(at path: String) -> Page? {
    var draw = draw(path)
    let folder = path.hasSuffix("/") ? path : path + "/"
    return Page(
      title: "Help",
      text: "The page that you were looking for could not be found. It may have moved, or it never "
        + "was. Please have a look at one of these pages, or write to us if nothing helps.",
      links: ["/"] + (0..<4).map { _ in folder + name(2, &draw) })
  }

  private func randomText(at path: String) -> Page? {
    var draw = draw(path)
    let text = text(200, &draw)
    return Page(
      title: "Tags", text: text, links: ["/"] + (0..<20).map { _ in "/tags/" + name(4, &draw) })
  }

  /// Thirty-two digits in hexadecimal.
  func token(_ draw: inout Draw) -> String {
    var text: [UInt8] = []
    for _ in 0..<32 { text.append(hex: draw.below(16)) }
    return String(decoding: text, as: UTF8.self)
  }
}
