/// A page under way, and what it turns out to lead to.
struct Visit {
  let id: UInt32
  let host: Int
  /// Redirects that led here.
  let hops: UInt8
  let pattern: URLPattern
  /// Path and query.
  let path: [UInt8]
  /// The closed group that it is fetched from to see whether it is new again.
  var probes: URLPattern.Level?
  /// The group for which it is a step of a descent.
  var descent: URLPattern.Level?

  /// Links to new URLs that were queued, by the groups that they share with the page.
  private var inside = InlineArray<7, UInt32>(repeating: 0)
  private(set) var queued: UInt32 = 0
  private var below: UInt32 = 0
  /// Links to new URLs that were left out: pictures, other hosts.
  var leftOut: UInt32 = 0
  /// Links to new URLs that look like a trap's.
  var trapped: UInt32 = 0
  private(set) var meetings: UInt32 = 0
  /// The first URL that was discovered here.
  private var firstNew: UInt32?
  /// Whether its links were handed in.
  var isRead = false
  var isRedirect = false
  /// The step that follows on a descent, kept back from the queue.
  private var step: Step?

  /// A URL that is to be fetched next.
  struct Step {
    let url: QueuedURL
    let path: [UInt8]
    /// Its place in the order of priority.
    let level: UInt8
  }

  init(id: UInt32, host: Int, hops: UInt8, pattern: URLPattern, path: [UInt8]) {
    self.id = id
    self.host = host
    self.hops = hops
    self.pattern = pattern
    self.path = path
  }

  func links(into level: URLPattern.Level) -> UInt32 { inside[level.rawValue] }

  func yield(_ level: URLPattern.Level) -> PatternRecord.Yield {
    let own = inside[level.rawValue]
    return PatternRecord.Yield(
      inside: own, below: min(below, own), outside: queued - own, meetings: meetings)
  }

  /// Whether it led to anything new outside of a group.
  func leadsOut(of level: URLPattern.Level) -> Bool {
    queued > inside[level.rawValue] || leftOut > 0
  }

  /// A link to a URL that is known. Where it was discovered after this page, another page leads to it too, and
  /// is no ancestor: two ways have met.
  ///
  /// - Parameter reach: how much earlier than this page the URL may have been discovered.
  mutating func meet(_ known: UInt32, reach: UInt32) {
    guard known != id, Int64(known) > Int64(id) - Int64(reach), known < firstNew ?? .max else {
      return
    }
    meetings &+= 1
  }

  mutating func noteNew(_ id: UInt32) { if firstNew == nil { firstNew = id } }

  /// A link to a new URL that is to be queued.
  mutating func lead(to link: URLPattern, _ path: Span<UInt8>) {
    queued &+= 1
    for level in URLPattern.Level.allCases
    where pattern[level] != 0 && pattern[level] == link[level] {
      inside[level.rawValue] &+= 1
    }
    if goesOn(path) { below &+= 1 }
  }

  /// Whether a URL goes on from this page's: deeper in the same folder, or with more behind it.
  private func goesOn(_ link: Span<UInt8>) -> Bool {
    let common = commonPrefix(link)
    if common == path.count { return link.count > path.count }
    let parts = URLParts(path.span)
    var folderEnd = parts.pathEnd
    while folderEnd > 0, path[folderEnd - 1] != UInt8(ascii: "/") { folderEnd -= 1 }
    guard common >= folderEnd else { return false }
    let end = URLParts(link).pathEnd
    return link.end(of: UInt8(ascii: "/"), from: folderEnd, to: end) < end
  }

  private func commonPrefix(_ link: Span<UInt8>) -> Int {
    let end = min(link.count, path.count)
    var position = 0
    while position < end, link[position] == path[position] { position += 1 }
    return position
  }

  /// Whether a link is to be fetched next: the target of a redirect to a URL of the same shape, so that it turns out
  /// at once whether a page stands at its end; and on a descent one of the links into the group, by chance: of n each is
  /// it once in n times (reservoir sampling).
  func wants(_ id: UInt32, _ link: URLPattern, key: UInt64) -> Bool {
    if isRedirect { return link[.shape] == pattern[.shape] }
    guard let level = descent, link[level] == pattern[level] else { return false }
    return KeyedHash.mixed(key ^ UInt64(id)) % UInt64(max(links(into: level), 1)) == 0
  }

  /// - Returns: the one that was to be it so far.
  mutating func keep(_ next: Step) -> Step? {
    let earlier = step
    step = next
    return earlier
  }

  mutating func takeStep() -> Step? { step.take() }
}
