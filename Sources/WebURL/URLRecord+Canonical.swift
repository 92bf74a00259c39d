/// The rewrites of `CanonicalRules`, each in place and in the order they are applied.
extension URLRecord {
  /// Rewrites this URL to its canonical form. O(n), and O(n log n) where the query is sorted.
  mutating func canonicalize(_ rules: CanonicalRules) {
    if parts.hasFragment { applyFragmentRules(rules) }
    guard parts.scheme.isHTTP else { return }
    if parts.hasCredentials, rules.contains(.dropUserinfo) {
      removeBytes(from: parts.schemeEnd + 3, to: parts.hostStart)
      parts.usernameEnd = parts.hostStart
    }
    if rules.contains(.dropWWW) { dropWWW() }
    if hasForeignPercent { rewritePercent(rules) }
    if rules.contains(.dropSessionIDs) { dropSessionIDsFromPath() }
    if parts.hasQuery { applyQueryRules(rules) }
    if rules.contains(.dropIndexPage) { dropIndexPage() }
  }

  private mutating func applyFragmentRules(_ rules: CanonicalRules) {
    let bang = parts.fragmentStart + 1
    let isHashBang = bang < bytes.count && bytes[bang] == UInt8(ascii: "!")
    if isHashBang, rules.contains(.keepHashBang) { return }
    guard rules.contains(.dropFragment) else { return }
    bytes.truncate(to: parts.fragmentStart)
    parts.fragmentStart = -1
  }

  private mutating func applyQueryRules(_ rules: CanonicalRules) {
    if !rules.isDisjoint(with: [.dropSessionIDs, .dropTracking]) { dropParameters(rules) }
    if parts.hasQuery, rules.contains(.sortQuery) { sortQuery() }
    if parts.hasQuery, queryEnd == parts.queryStart + 1, rules.contains(.dropEmptyQuery) {
      removeQuery()
    }
  }

  /// Takes bytes out and moves the parts behind them.
  mutating func removeBytes(from start: Int, to end: Int) {
    bytes.remove(from: start, to: end)
    parts.moveDown(by: end - start, from: end)
  }

  mutating func removeQuery() {
    let start = parts.queryStart
    let end = queryEnd
    parts.queryStart = -1
    removeBytes(from: start, to: end)
  }

  private mutating func dropWWW() {
    var start = parts.hostStart
    while startsWithWWW(at: start) { start += 4 }
    if start > parts.hostStart {
      let hostStart = parts.hostStart
      removeBytes(from: hostStart, to: start)
      parts.hostStart = hostStart
    }
  }

  /// Whether the host has `www.` at `start` and a domain with a dot inside behind it.
  private func startsWithWWW(at start: Int) -> Bool {
    bytes.withBytes(from: start, to: parts.hostEnd) { host in
      guard host.startsIgnoringCase("www."), host.count > 4, host[4] != UInt8(ascii: ".") else {
        return false
      }
      for position in 5..<max(host.count - 1, 5) where host[position] == UInt8(ascii: ".") {
        return true
      }
      return false
    }
  }

  private mutating func dropIndexPage() {
    let end = pathEnd
    var start = end
    while bytes[start - 1] != UInt8(ascii: "/") { start -= 1 }
    let isIndex = bytes.withBytes(from: start, to: end) { name in
      Self.indexPages.contains { name.count == $0.utf8CodeUnitCount && name.startsIgnoringCase($0) }
    }
    if isIndex { removeBytes(from: start, to: end) }
  }

  private static let indexPages: [StaticString] = [
    "index.html", "index.htm", "index.shtml", "index.xhtml", "index.php", "index.jsp", "index.asp",
    "index.aspx", "default.html", "default.htm", "default.asp", "default.aspx",
  ]
}

extension URLComponents {
  /// Moves every part that starts at `position` or behind it.
  mutating func moveDown(by distance: Int, from position: Int) {
    func moved(_ offset: Int) -> Int { offset >= position ? offset - distance : offset }
    usernameEnd = moved(usernameEnd)
    hostStart = moved(hostStart)
    hostEnd = moved(hostEnd)
    pathStart = moved(pathStart)
    queryStart = moved(queryStart)
    fragmentStart = moved(fragmentStart)
  }
}
