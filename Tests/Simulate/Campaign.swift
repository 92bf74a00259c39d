import Bodies
import Simulation
import Synchronization

/// Many crawls, one at a time on each core.
final class Campaign: Sendable {
  private let seeds: Range<UInt64>
  private let cores: Int
  private let state: Mutex<State>

  private struct State {
    var next: UInt64
    var total = SimulatedCrawl.Tally()
    var broken: [(seed: UInt64, violation: Violation)] = []
  }

  init(_ seeds: Range<UInt64>, cores: Int) {
    (self.seeds, self.cores) = (seeds, cores)
    state = Mutex(State(next: seeds.lowerBound))
  }

  /// Runs them all, and says what they came to.
  ///
  /// - Returns: how many broke a rule.
  func run() async -> Int {
    let start = ContinuousClock.now
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<cores { group.addTask { @concurrent in self.work() } }
    }
    let took = start.duration(to: .now)
    return state.withLock { state in
      for (seed, violation) in state.broken.sorted(by: { $0.seed < $1.seed }) {
        print("seed \(seed): \(violation)")
      }
      print("\(seeds.count) crawls: \(state.total); in \(took)")
      return state.broken.count
    }
  }

  private func work() {
    guard let bodies = try? BodyArena(capacity: 64 << 20) else {
      preconditionFailure("no memory for bodies")
    }
    while let seed = takeSeed() {
      var crawl = SimulatedCrawl(seed: seed, start: .now, bodies: bodies)
      do throws(Violation) {
        let tally = try crawl.run()
        state.withLock { $0.total.add(tally) }
      } catch {
        state.withLock { $0.broken.append((seed, error)) }
      }
    }
  }

  private func takeSeed() -> UInt64? {
    state.withLock { state in
      guard state.next < seeds.upperBound else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }
}
