import EventLoop

/// What a crawl may open within the limit on descriptors. Without it a crawl that wants more than it
/// may have sees connections fail, and blames their hosts.
struct DescriptorBudget {
  private let rest: Int

  /// The streams, the database and its journal, and what libraries open as they like.
  private static let base = 32
  /// A loop's selector and its wake-up.
  private static let perLoop = 2
  /// A socket and two pieces of shared memory, held twice for a moment while one is started.
  private static let perParser = 6

  /// - Parameter limit: how many descriptors the process may have.
  init(limit: UInt64, loops: Int, parsers: Int) {
    let rest =
      Int(clamping: limit) - Self.base - (loops + 1) * Self.perLoop - parsers * Self.perParser
    self.rest = max(rest, 0)
  }

  /// Connections, idle ones included: half of what is left.
  var connections: Int { max(rest / 2, 1) }

  /// Fetches under way. Each may take four for a moment: its connection, and what looks its name up.
  var fetches: Int { max(rest / 4, 1) }
}

extension CrawlPlan {
  /// The plan as this machine can carry it out.
  ///
  /// - Parameter descriptors: how many the process may have open.
  func fitted(toDescriptors descriptors: UInt64) -> CrawlPlan {
    // The lowest number that is free is the next: a limit on numbers is one on how many there are.
    let limit = min(descriptors, selector.descriptorLimit.map { UInt64($0) } ?? .max)
    let budget = DescriptorBudget(limit: limit, loops: loops, parsers: parsers)
    var plan = self
    plan.concurrency = max(loops, min(concurrency, budget.fetches))
    plan.connectionsPerLoop = max(budget.connections / loops, 1)
    return plan
  }

  /// Whether it is the selector that cannot watch more, and not the system that does not give more.
  func isLimitedBySelector(beforeDescriptors descriptors: UInt64) -> Bool {
    selector.descriptorLimit.map { UInt64($0) < descriptors } ?? false
  }

  /// Fetches at once for which the plan's selector can watch descriptors; nil for no limit.
  package var fetchesOfSelector: Int? {
    guard mode == .async, let limit = selector.descriptorLimit else { return nil }
    return max(
      loops, DescriptorBudget(limit: UInt64(limit), loops: loops, parsers: parsers).fetches)
  }
}
