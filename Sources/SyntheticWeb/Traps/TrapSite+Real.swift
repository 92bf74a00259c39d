/// The pages that are worth fetching.
extension TrapSite {
  func realPage(at path: String) -> Page? {
    switch path.firstSegment {
    case "" where path == "/": home
    case "manual": manualPage(at: path)
    case "archive": archivePage(at: path)
    case "articles": path.number.flatMap { article($0, at: path) }
    case "topics": topic(at: path)
    case "wiki": path.number.flatMap { wikiPage($0, at: path) }
    default: nil
    }
  }

  private var home: Page {
    var draw = draw("/")
    return Page(
      title: "Home", text: text(80, &draw),
      links: ["/manual/", "/archive?page=1", wikiPath(0), "/shop/"]
        + (0..<Self.topics).map(topicPath) + trapDoors)
  }

  // MARK: The manual

  private func manualPage(at path: String) -> Page? {
    var draw = draw(path)
    if path == "/manual/" {
      return Page(
        title: "Contents", text: text(60, &draw), links: (0..<chapters).map(chapterPath))
    }
    guard let number = path.number else { return nil }
    if path == chapterPath(number), number < chapters {
      let first = number * 40
      return Page(
        title: "Chapter \(number)", text: text(50, &draw),
        links: ["/manual/"] + (first..<min(first + 40, shape.sections)).map(sectionPath))
    }
    guard path == sectionPath(number), number < shape.sections else { return nil }
    var links = ["/manual/", chapterPath(number / 40)]
    if number > 0 { links.append(sectionPath(number - 1)) }
    if number + 1 < shape.sections { links.append(sectionPath(number + 1)) }
    // Readers look for what is not there, and authors link to it.
    if number.isMultiple(of: 50) { links.append("/help/\(name(2, &draw))/") }
    return Page(title: "Section \(number)", text: text(120, &draw), links: links)
  }

  private func chapterPath(_ number: Int) -> String { "/manual/chapter-\(number).html" }
  private func sectionPath(_ number: Int) -> String { "/manual/section-\(number).html" }

  // MARK: The archive

  /// Beyond its end the archive shows its last page again, with a link to the next.
  private func archivePage(at path: String) -> Page? {
    guard let number = path.number, path == "/archive?page=\(number)", number >= 1 else {
      return nil
    }
    let shown = min(number, archivePages)
    let first = (shown - 1) * Self.articlesPerPage
    let articles = first..<min(first + Self.articlesPerPage, shape.articles)
    let titles = articles.map { articleTitle($0) }.joined(separator: ", ")
    var links = articles.map(articlePath)
    if number > 1 { links.append("/archive?page=\(number - 1)") }
    links.append("/archive?page=\(number + 1)")
    return Page(title: "Archive", text: "The archive. \(titles).", links: links)
  }

  private func article(_ number: Int, at path: String) -> Page? {
    guard number < shape.articles, path == articlePath(number) else { return nil }
    var draw = draw(path, 1)
    // Each counts its readers by a link of its own.
    return Page(
      title: articleTitle(number), text: text(150, &draw),
      links: ["/", topicPath(number % Self.topics), "/go/\(token(&draw))"])
  }

  private func articlePath(_ number: Int) -> String {
    "/articles/" + articleTitle(number).replacing(" ", with: "-") + "-\(number)"
  }

  private func articleTitle(_ number: Int) -> String {
    var draw = draw("article", number)
    return name(4, &draw, joined: " ")
  }

  private func topic(at path: String) -> Page? {
    guard let number = (0..<Self.topics).first(where: { topicPath($0) == path }) else { return nil }
    var draw = draw(path)
    let articles = stride(from: number, to: shape.articles, by: Self.topics).prefix(30)
    return Page(title: "Topic", text: text(40, &draw), links: articles.map(articlePath))
  }

  private func topicPath(_ number: Int) -> String { "/topics/\(Self.words[number])" }

  // MARK: The wiki

  /// Links to the pages below it in a tree, so that each is found, and to others: to popular ones mostly, as in
  /// wikis, where the number of links to a page falls with its rank.
  private func wikiPage(_ number: Int, at path: String) -> Page? {
    guard number < shape.wikiPages, path == wikiPath(number) else { return nil }
    var draw = draw(path)
    var links = (2 * number + 1...2 * number + 2).filter { $0 < shape.wikiPages }.map(wikiPath)
    for _ in 0..<(5 + draw.below(15)) {
      let part = draw.fraction() * draw.fraction()
      links.append(wikiPath(Int(part * Double(shape.wikiPages))))
    }
    return Page(title: "Wiki", text: text(100 + draw.below(100), &draw), links: links)
  }

  private func wikiPath(_ number: Int) -> String {
    var draw = draw("wiki", number)
    return "/wiki/\(name(2, &draw, joined: "_"))_\(number)"
  }
}
