package import EventLoop
import Glibc

/// What an event costs on a selector that watches many connections of which few are busy.
package enum SelectorTrial {
  /// What came of a trial.
  package enum Outcome: Sendable {
    /// Nanoseconds an event, of each repetition: the wait, and one read for each that it found.
    case measured([Double])
    /// The selector, or the limit on descriptors, does not allow so many; for people.
    case impossible(String)

    /// Empty where nothing was measured.
    package var nanoseconds: [Double] {
      if case .measured(let nanoseconds) = self { nanoseconds } else { [] }
    }
  }

  /// Rounds before anything is measured: epoll's selector doubles what it takes at once when that was full.
  private static let warmUps = 8
  /// Rounds in a repetition, over which it is the mean.
  private static let roundsEach = 20

  /// Opens the connections, measures, and closes them. Blocks meanwhile, O(repetitions · (busy + what a
  /// wait costs)).
  ///
  /// - Parameters:
  ///   - idle: TCP connections on loopback that nothing is sent on.
  ///   - busy: pairs of sockets with a byte to read in each wait; at least one.
  ///   - repetitions: how often the same is measured.
  /// - Throws: `SystemError` where the system refuses something else than more descriptors.
  package static func run(
    _ kind: SelectorKind, idle: Int, busy: Int, repetitions: Int
  ) throws(SystemError) -> Outcome {
    precondition(idle >= 0 && busy > 0 && repetitions >= 0)
    let needed = IdleConnections.descriptors(for: idle) + 2 * busy + reserve
    let limit = DescriptorLimit.raise()
    guard UInt64(needed) <= limit else {
      return .impossible("\(needed) descriptors are needed, \(limit) allowed (ulimit -n)")
    }
    do throws(SystemError) {
      return .measured(try measure(kind, idle, busy, repetitions))
    } catch  where error.errno == EMFILE {
      return .impossible("\(error)")
    }
  }

  /// What the process may have open besides.
  private static let reserve = 64

  private static func measure(
    _ kind: SelectorKind, _ idle: Int, _ busy: Int, _ repetitions: Int
  ) throws(SystemError) -> [Double] {
    let selector = try kind.makeSelector()
    var quiet = IdleConnections()
    for _ in 0..<idle {
      let descriptor = try quiet.open()
      try selector.register(descriptor, for: .readable, token: UInt64(descriptor))
    }
    var pairs = BusyPairs()
    for _ in 0..<busy {
      let descriptor = try pairs.open()
      try selector.register(descriptor, for: .readable, token: UInt64(descriptor))
    }
    return try measure(selector, pairs, beside: quiet, repetitions)
  }

  /// - Parameter quiet: held open meanwhile.
  private static func measure(
    _ selector: any Selector, _ pairs: borrowing BusyPairs,
    beside quiet: borrowing IdleConnections, _ repetitions: Int
  ) throws(SystemError) -> [Double] {
    for _ in 0..<warmUps { _ = try round(selector, pairs) }
    var results: [Double] = []
    for _ in 0..<repetitions {
      var total = Duration.zero
      for _ in 0..<roundsEach { total += try round(selector, pairs) }
      results.append(total / .nanoseconds(1) / Double(roundsEach * pairs.count))
    }
    return results
  }

  /// Has all pairs ready, and reads what there is, in as many waits as it takes.
  ///
  /// - Returns: how long the waits and the reads took.
  private static func round(
    _ selector: any Selector, _ pairs: borrowing BusyPairs
  ) throws(SystemError) -> Duration {
    try pairs.makeReady()
    var left = pairs.count
    let start = ContinuousClock.now
    while left > 0 {
      try selector.select(milliseconds: -1) { token, _ in
        if BusyPairs.read(Int32(token)) { left -= 1 }
      }
    }
    return ContinuousClock.now - start
  }
}
