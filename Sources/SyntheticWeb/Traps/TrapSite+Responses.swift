extension TrapSite {
  /// What is answered to a request for a path and query.
  func response(to path: String) -> CannedResponse {
    guard let page = page(at: path) else { return .status(404) }
    if let location = page.location { return .redirect(to: location) }
    let links = page.links.map { link in
      "<li><a href=\"\(reference(to: link, from: path))\">\(name(of: link))</a>"
    }
    return .html(
      """
      <!doctype html><html lang=en><title>\(page.title)</title>
      <h1>\(page.title)</h1>
      <p>\(page.text)</p>
      <ul>
      \(links.joined(separator: "\n"))
      </ul>\n
      """)
  }

  /// The words of a link's last segment.
  private func name(of link: String) -> String {
    let last = link.split(separator: "/").last ?? "home"
    return last.split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
  }

  /// What goes on from a folder is named from there: it is by such links that people build traps.
  private func reference(to link: String, from path: String) -> String {
    let isBelow = path.hasSuffix("/") && link.count > path.count && link.hasPrefix(path)
    let reference = isBelow && path != "/" ? String(link.dropFirst(path.count)) : link
    return reference.split(separator: "&", omittingEmptySubsequences: false)
      .joined(separator: "&amp;")
  }
}
