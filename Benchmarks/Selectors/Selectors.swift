import EventLoop
import Foundation
import SelectorTrial

/// What an event costs on each selector, beside more and more connections on which nothing happens.
///
/// `bench-selectors [REPETITIONS]` prints a table of nanoseconds: the median of the repetitions.
@main struct Selectors {
  private static let idle = [0, 100, 1_000, 10_000]
  private static let busy = 100

  static func main() throws {
    let repetitions = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 21
    guard repetitions > 0 else {
      print("usage: bench-selectors [REPETITIONS]")
      exit(2)
    }
    print("nanoseconds an event, \(busy) connections busy")
    print(row("idle", idle.map { "\($0)" }))
    for kind in SelectorKind.allCases {
      var reasons: [String] = []
      let cells = try idle.map { idle in
        let outcome = try SelectorTrial.run(
          kind, idle: idle, busy: busy, repetitions: repetitions)
        if case .impossible(let reason) = outcome {
          reasons.append("  \(kind.rawValue), \(idle) idle: \(reason)")
        }
        let sorted = outcome.nanoseconds.sorted()
        return sorted.isEmpty ? "-" : "\(Int(sorted[sorted.count / 2].rounded()))"
      }
      print(row(kind.rawValue, cells))
      for reason in reasons { print(reason) }
    }
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    let padded = cells.map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }
    return name + String(repeating: " ", count: max(0, 8 - name.count)) + padded.joined()
  }
}
