import Comparison
import EventLoop
import Notation
import SelectorTrial

/// What the compared selectors cost beside connections on which nothing happens: no crawl of a few pages shows
/// that. Measured on loopback, in this process.
extension ComparisonRunner {
  private static let idleConnections = [0, 100, 1_000, 10_000]
  private static let busyConnections = 100
  private static let repetitions = 21

  /// Measures each selector, where there is another one to compare it with, until somebody asks to end.
  mutating func measureSelectors() {
    guard grid.selectors.count > 1, grid.modes.contains(.async), !interruption.isRequested else {
      return
    }
    let most = Quantity.grouped(Self.idleConnections.max() ?? 0)
    console.say("measuring selectors beside up to \(most) idle connections")
    for kind in grid.selectors.compactMap(SelectorKind.init(rawValue:)) {
      for idle in Self.idleConnections where !interruption.isRequested { measure(kind, idle) }
    }
  }

  private mutating func measure(_ kind: SelectorKind, _ idle: Int) {
    let outcome: SelectorTrial.Outcome
    do throws(SystemError) {
      outcome = try SelectorTrial.run(
        kind, idle: idle, busy: Self.busyConnections, repetitions: Self.repetitions)
    } catch {
      outcome = .impossible("\(error)")
    }
    comparison.selectorCosts.append(
      SelectorCost(
        selector: kind.rawValue, idle: idle, busy: Self.busyConnections,
        nanoseconds: outcome.nanoseconds))
    guard case .impossible(let reason) = outcome else { return }
    let connections = Quantity.counted(idle, "idle connection", "idle connections")
    comparison.remarks.append("\(kind.rawValue) beside \(connections) was not measured: \(reason).")
  }
}
