/// A walk down from a page of a group, at each page to one of the new pages that it links to, by chance: how many
/// pages there are below is estimated by the product of the numbers of links on the way.
///
/// For a tree the estimate is unbiased (Knuth: "Estimating the efficiency of backtrack programs", Mathematics of
/// Computation 29, 1975), and so, by Markov's inequality, the chance that a walk in a tree of n pages estimates m
/// is n in m at most. Two walks must, so that a tree with a trap in one corner is not taken for one. A walk that
/// comes to a page without new links has found an end.
///
/// The pages on the way are fetched before others of their host, which costs a finite site nothing: they are
/// pages of it.
struct Descent {
  /// What each walk must estimate at least.
  private static let estimatesOfEndless = [1e7, 1e5]
  /// A walk longer than this is along a chain, which grows no faster than it is fetched.
  private static let longestWalk = 64
  /// Other pages of the group that may come while the next one of the walk does not.
  private static let patience = 32
  /// Other pages that may come before the next walk begins where the last one was, for want of another place.
  private static let patienceToBegin = 12

  let level: URLPattern.Level
  private var estimate = 1.0
  private var steps = 0
  private var walks = 0
  /// The URL that is to be fetched next on the way; nil where any page of the group may begin a walk.
  private(set) var awaited: UInt32?
  /// The URL that would have been next when the last walk was enough.
  private var avoided: UInt32?
  private var idle = 0
  /// The first page, and on which levels all others of the first walk are in the same group.
  private var first: URLPattern?
  private var shared: Set<URLPattern.Level> = []

  init(level: URLPattern.Level) { self.level = level }

  /// Whether enough walks found no end.
  var isDone: Bool { walks >= Self.estimatesOfEndless.count }

  /// Whether a page is to be walked over.
  func wants(_ id: UInt32, _ pattern: URLPattern) -> Bool {
    guard !isDone else { return false }
    if let awaited { return awaited == id }
    guard id != avoided else { return false }
    guard walks > 0, idle < Self.patienceToBegin, let closest else { return true }
    // The next walk begins elsewhere, if there is anything else.
    return closest.level == level || pattern[closest.level] != closest.key
  }

  /// A page that is wanted is being fetched.
  mutating func begin(_ id: UInt32, _ pattern: URLPattern) {
    guard awaited == nil else { return }
    awaited = id
    if walks > 0, let closest, closest.level != level, pattern[closest.level] != closest.key {
      shared = shared.filter { $0 == level }
    }
  }

  /// Goes on over a page.
  ///
  /// - Parameters:
  ///   - next: the page chosen to follow.
  ///   - isTrapped: whether the page has links that look like a trap's: what is left out then is no end.
  /// - Returns: false where an end was found.
  mutating func walk(
    over pattern: URLPattern, links: UInt32, next: UInt32?, isTrapped: Bool
  ) -> Bool {
    if walks == 0 { note(pattern) }
    if let next, links > 0 {
      estimate *= Double(links)
      awaited = next
    } else if !isTrapped {
      return false
    } else {
      estimate = .infinity
    }
    steps += 1
    idle = 0
    if estimate >= Self.estimatesOfEndless[walks] {
      walks += 1
      restart()
      avoided = next
    }
    return steps <= Self.longestWalk
  }

  /// Begins the walk again from another page: this one could not be fetched.
  mutating func restart() {
    (estimate, steps, idle, awaited) = (1, 0, 0, nil)
  }

  /// Another page of the group came. The awaited one may never come: it may have been refused.
  ///
  /// - Parameter underWay: pages that are being fetched, after which the awaited one may have to wait twice.
  mutating func wait(underWay: Int) {
    idle += 1
    if idle > Self.patience + 4 * underWay, awaited != nil { restart() }
  }

  private mutating func note(_ pattern: URLPattern) {
    guard let first else {
      first = pattern
      shared = Set(
        URLPattern.Level.allCases.filter { pattern[$0] != 0 && $0.rawValue <= level.rawValue })
      return
    }
    shared = shared.filter { first[$0] == pattern[$0] }
  }

  /// The closest group in which the walk stays; of a descent that is done the closest group that it shows to have no
  /// end.
  ///
  /// A walk stays in a corner. Where the next one began elsewhere and found no end either, it is the whole group that has
  /// none.
  var closest: (level: URLPattern.Level, key: UInt64)? {
    guard let first, let level = shared.min(by: { $0.rawValue < $1.rawValue }) else { return nil }
    return (level, first[level])
  }
}
