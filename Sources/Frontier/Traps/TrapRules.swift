/// What is told of a trap by a URL alone, and the settings of all else that is held against traps.
///
/// The limits are far beyond what real sites have; what they let pass, `Novelty` judges by what comes of it.
package struct TrapRules: Sendable {
  /// The most segments of a path. Heritrix stops at 20; deep archives of sources have as many.
  package var maximumSegments = 32
  /// The most parameters of a query: search forms have two dozen.
  package var maximumParameters = 32
  /// How often one parameter's name may stand in a query: lists of check boxes have several.
  package var maximumRepeats = 8
  /// The years that a path or a query with a year and a month may name; nil for all.
  package var years: ClosedRange<Int>?
  /// The most links from a seed; nil for no limit. Only a chain that nothing abridges is so long.
  package var maximumClicks: Int? = 16_384
  /// What hashes of patterns are mixed with. Nobody who writes pages may know it, or he could have
  /// another's pattern take the blame for his.
  package var key: UInt64

  /// - Parameter year: the year in which the crawl begins; nil where calendars are not to be judged by it.
  package init(key: UInt64 = 0, year: Int? = nil) {
    self.key = key
    years = year.map { $0 - 500...$0 + 10 }
  }

  /// Why a URL is a trap by its looks, or nil.
  ///
  /// - Parameters:
  ///   - url: path and query, in canonical form.
  ///   - clicks: links from the nearest seed.
  /// - Complexity: O(length); nothing is allocated.
  package func objection(to url: Span<UInt8>, clicks: Int) -> Trap? {
    if let maximumClicks, clicks > maximumClicks { return .clicks(moreThan: maximumClicks) }
    let parts = URLParts(url)
    guard parts.segments <= maximumSegments else { return .path(deeperThan: maximumSegments) }
    // Less than this holds no cycle: `/a/a/a/a/a`.
    if parts.segments >= SegmentCycles.fewest, SegmentCycles(url, parts).isFound {
      return .repeatedSegments
    }
    if let objection = objection(toQueryOf: url, parts) { return objection }
    guard let years, let year = CalendarDate.year(of: url, parts) else { return nil }
    return years.contains(year) ? nil : .calendar
  }

  private func objection(toQueryOf url: Span<UInt8>, _ parts: URLParts) -> Trap? {
    guard parts.pathEnd + 1 < parts.end else { return nil }
    var names = InlineArray<32, UInt32>(repeating: 0)
    var count = 0
    var start = parts.pathEnd + 1
    while start < parts.end {
      let end = url.end(of: UInt8(ascii: "&"), from: start, to: parts.end)
      let nameEnd = url.end(of: UInt8(ascii: "="), from: start, to: end)
      count += 1
      guard count <= maximumParameters else { return .parameters(moreThan: maximumParameters) }
      let name = url.checksum(from: start, to: nameEnd)
      var repeats = 1
      for index in 0..<min(count - 1, names.count) where names[index] == name { repeats += 1 }
      guard repeats <= maximumRepeats else { return .repeatedParameters }
      if count <= names.count { names[count - 1] = name }
      start = end + 1
    }
    return nil
  }
}

/// Where the parts of what stands behind a canonical URL's origin are.
struct URLParts {
  /// Where the path ends.
  let pathEnd: Int
  /// Where the query ends, which begins with the `?` at `pathEnd`, if there is one.
  let end: Int
  /// Segments of the path; the empty one behind a last slash counts.
  let segments: Int

  init(_ url: Span<UInt8>) {
    var (position, slashes) = (0, 0)
    while position < url.count, url[position] != UInt8(ascii: "?"),
      url[position] != UInt8(ascii: "#")
    {
      if url[position] == UInt8(ascii: "/") { slashes += 1 }
      position += 1
    }
    (pathEnd, segments) = (position, slashes)
    end = url.end(of: UInt8(ascii: "#"), from: position, to: url.count)
  }
}

extension Span<UInt8> {
  /// Where a byte stands next, or `end`.
  func end(of byte: UInt8, from start: Int, to end: Int) -> Int {
    var position = start
    while position < end, self[position] != byte { position += 1 }
    return position
  }

  /// A number by which parts of one URL are told apart (FNV-1a): no more than that.
  func checksum(from start: Int, to end: Int) -> UInt32 {
    var sum: UInt32 = 2_166_136_261
    for position in start..<max(start, end) {
      sum = (sum ^ UInt32(self[position])) &* 16_777_619
    }
    return sum
  }
}
