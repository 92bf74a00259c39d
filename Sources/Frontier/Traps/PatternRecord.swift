/// What is known of one group of like URLs, in 64 bytes.
///
/// Two questions are asked of it. *Do its pages still say anything new?* For that there is a budget, which new
/// pages fill and others use up. *Does it end?* For that the links of its last pages are counted.
struct PatternRecord {
  enum State: UInt8 {
    case open
    /// Its pages stopped being new.
    case stale
    /// It has no end.
    case endless
  }

  /// The group's hash; 0 for a place that is free.
  var key: UInt64 = 0
  /// Simhashes of the last pages that were new, youngest first; 0 for none.
  private var recent = InlineArray<3, UInt64>(repeating: 0)
  /// Fetches of pages that are not new which may still follow, in quarters.
  private var budget: Int16 = 0
  /// Pages in a row that were not new and led on all the same.
  private var staleRun: UInt8 = 0
  var state = State.open
  /// URLs that were refused, however often it was opened again.
  var refusals: UInt32 = 0
  /// How many pages are counted together.
  private var window = Self.shortestWindow
  /// Pages of this window.
  private var pages: UInt16 = 0
  /// Those of them that led to new URLs of the group.
  private var productive: UInt16 = 0
  /// Links to URLs that were known, but discovered later than the page they stand on: two pages met.
  private var meetings: UInt16 = 0
  /// Links to new URLs of the group.
  private var inside: UInt32 = 0
  /// Those of them whose URL goes on from the page's own.
  private var below: UInt32 = 0
  /// Links to new URLs elsewhere.
  private var outside: UInt32 = 0
  /// Whether a part of it was found to have no end: the next one is not the only one.
  var hasEndlessPart = false
  /// When it was last used, by a clock that turns once in so many pages.
  var used: UInt16 = 0

  init() {}

  init(key: UInt64, level: URLPattern.Level) {
    self.key = key
    budget = level.budget
  }

  // MARK: Novelty

  /// The most bits by which the simhashes of texts differ that are nearly the same (Manku, Jain and Das
  /// Sarma: "Detecting near-duplicates for web crawling", WWW 2007).
  private static let nearestBits = 3
  /// Quarters that a new page is worth.
  private static let reward: Int16 = 8
  /// After so many pages in a row that are not new the budget halves.
  private static let patience: UInt8 = 8

  /// The same, of texts that have nine tenths in common: the angle between their features is as many
  /// parts of 180 degrees as bits differ of 64 (Charikar 2002).
  private static let nearBits = 10

  /// How much of a text the last pages said before.
  enum Likeness {
    case none
    /// Nine tenths.
    case much
    /// All, or nearly.
    case same
  }

  func likeness(of simhash: UInt64) -> Likeness {
    var least = 64
    for index in recent.indices where recent[index] != 0 {
      least = min(least, (recent[index] ^ simhash).nonzeroBitCount)
    }
    return least <= Self.nearestBits ? .same : least <= Self.nearBits ? .much : .none
  }

  /// A page said something new.
  mutating func praise(_ simhash: UInt64?, level: URLPattern.Level) {
    if let simhash {
      recent[2] = recent[1]
      recent[1] = recent[0]
      recent[0] = simhash
    }
    staleRun = 0
    budget = min(budget + Self.reward, level.largestBudget)
  }

  /// A page said nothing new. One that leads on into its own group costs a whole fetch; one that does not can
  /// keep no trap going, and costs a quarter.
  /// Of those a group of many patterns may have any number, each in another.
  mutating func blame(leadsOn: Bool, level: URLPattern.Level) {
    guard leadsOn || !level.hasManyPatterns else { return }
    budget -= leadsOn ? 4 : 1
    guard leadsOn else { return }
    staleRun &+= 1
    if staleRun.isMultiple(of: Self.patience) { budget /= 2 }
  }

  /// A page said little that is new, and led on into its own group alone.
  mutating func blameMildly() { budget -= 3 }

  /// Whether what a group is blamed for is a smaller group's own affair: that has enough of it.
  var bearsTheBlame: Bool { staleRun > 4 }

  /// What used up the budget turned out to be the fault of a smaller group, which was closed.
  mutating func absolve(level: URLPattern.Level) {
    budget = max(budget, level.budget)
    staleRun = 0
    beginWindow()
  }

  var isUsedUp: Bool { budget <= 0 }

  mutating func reopen(level: URLPattern.Level) {
    state = .open
    budget = level.budget / 2
    staleRun = 0
    window = Self.shortestWindow
    beginWindow()
  }

  // MARK: Growth

  private static let shortestWindow: UInt16 = 12
  private static let longestWindow: UInt16 = 4096

  /// What a page leads to, as a group sees it.
  struct Yield {
    var inside: UInt32
    var below: UInt32
    var outside: UInt32
    var meetings: UInt32
  }

  mutating func count(_ yield: Yield) {
    pages = pages == .max ? .max : pages + 1
    if yield.inside > 0 { productive = productive == .max ? .max : productive + 1 }
    inside &+= yield.inside
    below &+= yield.below
    outside &+= yield.outside
    meetings = UInt16(clamping: UInt32(meetings) + min(yield.meetings, 0xFFFF))
  }

  /// Whether so far the group looks like one without end: nearly every page leads to several new ones of the
  /// group, to next to none elsewhere, and hardly two pages have led to the same one.
  var looksEndless: Bool {
    guard pages >= Self.shortestWindow else { return false }
    return Int(productive) * 8 >= Int(pages) * 7 && Int(inside) * 2 >= Int(pages) * 3
      && Int(outside) * 16 <= Int(inside) && Int(meetings) * 64 <= Int(inside)
  }

  /// Whether that is no accident. Either its URLs are a tree, each going on from that of its page; then
  /// descents alone decide. Or so many links were drawn with so few meetings that there must be many more
  /// URLs than a site links to without any of them being popular (birthday estimate: n² / 2 meetings).
  func isEndlessBeyondDoubt(of population: Int) -> Bool {
    if Int(below) * 8 >= Int(inside) * 7 { return true }
    let links = Int(inside) + Int(meetings)
    return links * links / (2 * (Int(meetings) + 1)) >= population
  }

  /// Begins to count anew where the window is full; the next one is twice as long.
  mutating func turnWindow() {
    guard pages >= window else { return }
    widenWindow()
  }

  mutating func widenWindow() {
    window = min(window * 2, Self.longestWindow)
    beginWindow()
  }

  mutating func beginWindow() {
    (pages, productive, meetings) = (0, 0, 0)
    (inside, below, outside) = (0, 0, 0)
  }
}

extension URLPattern.Level {
  /// Quarters of fetches that a group begins with. A folder holds several patterns, of which each may
  /// use up its own first.
  fileprivate var budget: Int16 {
    switch self {
    case .shape, .path, .folder: 48
    case .thirdFolder, .secondFolder, .firstFolder: 64
    case .host: .max
    }
  }

  /// Whether all below a folder belongs to it.
  var hasManyPatterns: Bool {
    switch self {
    case .shape, .path, .folder: false
    case .thirdFolder, .secondFolder, .firstFolder, .host: true
    }
  }

  fileprivate var largestBudget: Int16 {
    switch self {
    case .shape, .path, .folder: 96
    case .thirdFolder, .secondFolder, .firstFolder: 192
    case .host: .max
    }
  }
}
