import EventLoop
import Glibc
import SelectorTrial
import Testing

@Suite(.timeLimit(.minutes(1))) struct SelectorTrialTests {
  /// Alone in its process, where low descriptors are left for select.
  @Test(arguments: SelectorKind.allCases, [0, 250])
  func eachRepetitionIsMeasured(kind: SelectorKind, idle: Int) async {
    await #expect(processExitsWith: .success) {
      [kind = kind.rawValue as String, idle = idle as Int] in
      let kind = try #require(SelectorKind(rawValue: kind))
      // More than epoll's selector takes at once in the beginning.
      let outcome = try SelectorTrial.run(kind, idle: idle, busy: 70, repetitions: 3)
      #expect(outcome.nanoseconds.count == 3)
      // A read alone takes more than a nanosecond.
      #expect(outcome.nanoseconds.allSatisfy { $0 > 1 && $0 < 1e9 }, "\(outcome)")
    }
  }

  @Test func selectCannotWatchSoMany() async {
    await #expect(processExitsWith: .success) {
      let outcome = try SelectorTrial.run(.select, idle: 1100, busy: 1, repetitions: 1)
      #expect(outcome.nanoseconds.isEmpty)
      guard case .impossible(let reason) = outcome else { return }
      #expect(reason.hasPrefix("select cannot watch descriptor 102"), "\(reason)")
    }
  }

  /// Nothing is opened for what cannot be.
  @Test(arguments: SelectorKind.allCases) func noProcessHasSoMany(kind: SelectorKind) throws {
    let outcome = try SelectorTrial.run(kind, idle: 1 << 40, busy: 1, repetitions: 1)
    guard case .impossible(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.hasSuffix("(ulimit -n)"), "\(reason)")
  }

  /// Alone in its process, where nobody else opens any.
  @Test func allIsClosedAgain() async {
    await #expect(processExitsWith: .success) {
      _ = try SelectorTrial.run(.epoll, idle: 150, busy: 10, repetitions: 1)
      let before = try #require(lowestFree())
      for kind in SelectorKind.allCases {
        _ = try SelectorTrial.run(kind, idle: 150, busy: 10, repetitions: 1)
      }
      // Of more than five hundred; libraries may have opened a few.
      #expect(try #require(lowestFree()) < before + 20)
    }
  }
}

/// The lowest number that the next descriptor would have.
private func lowestFree() -> Int32? {
  let number = dup(0)
  guard number >= 0 else { return nil }
  close(number)
  return number
}
