import EventLoop
import Foundation
import Synchronization
import Testing

extension Selector {
  /// What is ready now, by token; each once.
  func found(within milliseconds: Int32 = 0) throws -> [UInt64: Readiness] {
    var found: [UInt64: Readiness] = [:]
    try select(milliseconds: milliseconds) { token, readiness in
      #expect(found.updateValue(readiness, forKey: token) == nil, "reported twice")
    }
    return found
  }
}

/// What every selector does, whichever call it stands on.
@Suite(.timeLimit(.minutes(1))) struct SelectorTests {
  @Test func theBestIsEpoll() {
    #expect(SelectorKind.best == .epoll)
    #expect(SelectorKind.allCases.map(\.rawValue) == ["epoll", "poll", "select"])
  }

  @Test(arguments: SelectorKind.allCases)
  func whatIsReadyIsReportedWithItsToken(kind: SelectorKind) throws {
    let selector = try kind.makeSelector()
    let pairs = try (0..<3).map { _ in try Pair() }
    for (index, pair) in pairs.enumerated() {
      try selector.register(pair.ours, for: .readable, token: UInt64(index) << 33 | 5)
    }
    #expect(try selector.found() == [:])
    pairs[1].send(from: pairs[1].theirs)
    #expect(try selector.found(within: 1000) == [1 << 33 | 5: .readable])
    #expect(try selector.found() == [1 << 33 | 5: .readable], "level-triggered")
    pairs[1].drain(pairs[1].ours)
    #expect(try selector.found() == [:])
  }

  @Test(arguments: SelectorKind.allCases)
  func whatIsWatchedForCanChange(kind: SelectorKind) throws {
    let selector = try kind.makeSelector()
    let pair = try Pair()
    pair.send(from: pair.theirs)
    try selector.register(pair.ours, for: [.readable, .writable], token: 1)
    #expect(try selector.found() == [1: [.readable, .writable]])
    try selector.modify(pair.ours, for: .writable, token: 2)
    #expect(try selector.found() == [2: .writable])
    try selector.modify(pair.ours, for: [], token: 3)
    #expect(try selector.found() == [:])
    try selector.modify(pair.ours, for: .readable, token: 4)
    #expect(try selector.found() == [4: .readable])
    selector.unregister(pair.ours)
    #expect(try selector.found() == [:])
    try selector.register(pair.ours, for: .writable, token: 5)
    #expect(try selector.found() == [5: .writable])
  }

  /// select has no word for it: there a hang-up can be read, by whoever asks for that.
  @Test(arguments: SelectorKind.allCases)
  func aHangUpIsReportedUnasked(kind: SelectorKind) throws {
    let selector = try kind.makeSelector()
    let pipe = try Pipe()
    try selector.register(pipe.readEnd, for: [], token: 1)
    #expect(try selector.found() == [:])
    pipe.closeWriteEnd()
    #expect(try selector.found() == (kind == .select ? [:] : [1: .failed]))
    try selector.modify(pipe.readEnd, for: .readable, token: 2)
    #expect(try selector.found() == [2: kind == .select ? .readable : .failed])
  }

  @Test(arguments: SelectorKind.allCases)
  func whatCannotBeIsRefused(kind: SelectorKind) throws {
    let selector = try kind.makeSelector()
    let pair = try Pair()
    try selector.register(pair.ours, for: .readable, token: 1)
    #expect(
      code { () throws(SystemError) in try selector.register(pair.ours, for: .writable, token: 2) }
        == EEXIST)
    #expect(
      code { () throws(SystemError) in try selector.register(-1, for: .readable, token: 2) }
        == EBADF)
    #expect(
      code { () throws(SystemError) in try selector.modify(pair.theirs, for: .readable, token: 2) }
        == ENOENT)
    for descriptor in [pair.theirs, -1, 100_000, .max, .min] { selector.unregister(descriptor) }
    pair.send(from: pair.theirs)
    #expect(try selector.found() == [1: .readable], "what was refused changed nothing")
  }

  private func code(_ body: () throws(SystemError) -> Void) -> Int32? {
    do throws(SystemError) { try body() } catch { return error.errno }
    return nil
  }

  /// Handlers change what is watched; the tokens of what the wait found stay those of the wait.
  @Test(arguments: SelectorKind.allCases)
  func aHandlerMayTakeOthersAway(kind: SelectorKind) throws {
    let selector = try kind.makeSelector()
    let pairs = try (0..<12).map { _ in try Pair() }
    for (index, pair) in pairs.enumerated() {
      try selector.register(pair.ours, for: .readable, token: UInt64(index))
      pair.send(from: pair.theirs)
    }
    var tokens: [UInt64] = []
    try selector.select(milliseconds: 0) { token, _ in
      if tokens.isEmpty {
        for (index, pair) in pairs.enumerated() {
          selector.unregister(pair.ours)
          if index.isMultiple(of: 2) {
            try? selector.register(pair.ours, for: .readable, token: UInt64(index + 1000))
          }
        }
      }
      tokens.append(token)
    }
    #expect(tokens.sorted() == (0..<12).map { UInt64($0) })
    let second = try selector.found().keys.sorted()
    #expect(second == (0..<12).filter { $0.isMultiple(of: 2) }.map { UInt64($0 + 1000) })
  }

  @Test(arguments: SelectorKind.allCases)
  func manyAtOnce(kind: SelectorKind) throws {
    let selector = try kind.makeSelector()
    let pairs = try (0..<100).map { _ in try Pair() }
    for (index, pair) in pairs.enumerated() {
      try selector.register(pair.ours, for: .readable, token: UInt64(index))
    }
    for (index, pair) in pairs.enumerated() where index % 3 != 0 { pair.send(from: pair.theirs) }
    var found: Set<UInt64> = []
    // epoll hands over 64 at first, and twice as many each time.
    for _ in 0..<4 { found.formUnion(try selector.found().keys) }
    #expect(found == Set((0..<100).filter { $0 % 3 != 0 }.map { UInt64($0) }))
  }

  @Test(arguments: SelectorKind.allCases)
  func aWaitInVainLastsItsTime(kind: SelectorKind) throws {
    let selector = try kind.makeSelector()
    let pair = try Pair()
    try selector.register(pair.ours, for: .readable, token: 1)
    let start = ContinuousClock.now
    #expect(try selector.found(within: 1020) == [:])
    #expect(ContinuousClock.now - start >= .milliseconds(1020))
  }

  /// Alone in its process: others would take the number over.
  @Test(arguments: SelectorKind.allCases)
  func whatWasClosedIsForgotten(kind: SelectorKind) async {
    await #expect(processExitsWith: .success) { [kind = kind.rawValue as String] in
      let selector = try #require(SelectorKind(rawValue: kind)).makeSelector()
      let pairs = try (0..<6).map { _ in try Pair(from: 500) }
      for (index, pair) in pairs.enumerated() {
        try selector.register(pair.ours, for: .readable, token: UInt64(index))
        pair.send(from: pair.theirs)
      }
      let closed = pairs[0].ours
      for index in [0, 2, 5] { pairs[index].closeOurs() }
      #expect(try selector.found().keys.sorted() == [1, 3, 4])
      for index in [1, 3, 4] { pairs[index].drain(pairs[index].ours) }
      // The loop must neither spin nor end for it.
      let start = ContinuousClock.now
      #expect(try selector.found(within: 30) == [:])
      #expect(ContinuousClock.now - start >= .milliseconds(30))
      selector.unregister(closed)
      let successor = try Pair(from: closed)
      try #require(successor.ours == closed)
      try selector.register(successor.ours, for: .writable, token: 7)
      #expect(try selector.found() == [7: .writable])
    }
  }

  /// A signal is none of the selector's business. It is sent until it ends the wait.
  @Test(arguments: SelectorKind.allCases)
  func aSignalEndsTheWait(kind: SelectorKind) async {
    await #expect(processExitsWith: .success) { [kind = kind.rawValue as String] in
      let selector = try #require(SelectorKind(rawValue: kind)).makeSelector()
      let pair = try Pair()
      try selector.register(pair.ours, for: .readable, token: 1)
      signal(SIGUSR1) { _ in }
      // The threads of the pool that tests run on let no signal through.
      var mask = sigset_t()
      unsafe sigemptyset(&mask)
      unsafe sigaddset(&mask, SIGUSR1)
      unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
      let isOver = Signals()
      let waiting = pthread_self()
      Thread.detachNewThread {
        while !isOver.flag.load(ordering: .acquiring) {
          pthread_kill(waiting, SIGUSR1)
          usleep(1000)
        }
      }
      let start = ContinuousClock.now
      #expect(try selector.found(within: 20_000) == [:])
      #expect(ContinuousClock.now - start < .seconds(15), "no signal ended it")
      isOver.flag.store(true, ordering: .releasing)
    }
  }

  /// No write beside the sets, and an error that a person understands.
  @Test(arguments: SelectorKind.allCases)
  func selectHasALimit(kind: SelectorKind) throws {
    DescriptorLimit.raise()
    let selector = try kind.makeSelector()
    let pair = try Pair()
    for number in [1023, 1024, 1025, 4096] as [Int32] {
      let high = fcntl(pair.ours, F_DUPFD_CLOEXEC, number)
      try #require(high >= number)
      defer { close(high) }
      defer { selector.unregister(high) }
      if kind == .select, high >= 1024 {
        let error = #expect(throws: SystemError.self) {
          try selector.register(high, for: .writable, token: 1)
        }
        #expect(
          error?.description
            == "select cannot watch descriptor \(high), only those below 1024: Too many open files")
        #expect(throws: SystemError.self) { try selector.modify(high, for: [], token: 1) }
        #expect(try selector.found() == [:])
      } else {
        try selector.register(high, for: .writable, token: 1)
        #expect(try selector.found() == [1: .writable])
      }
    }
    #expect(throws: Never.self) { try kind.admit(1023) }
    #expect((kind.descriptorLimit == nil) == (kind != .select))
  }
}

/// A flag that another thread looks at.
private final class Signals: Sendable {
  let flag = Atomic(false)
}
