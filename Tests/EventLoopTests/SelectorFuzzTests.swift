import EventLoop
import Glibc
import TestSupport
import Testing

/// All selectors through the same random life, beside what poll(2) says of each socket alone.
@Suite(.timeLimit(.minutes(2))) struct SelectorFuzzTests {
  /// Alone in its process: others would take over the numbers of sockets that were closed.
  @Test func allFindTheSame() async {
    await #expect(processExitsWith: .success) {
      for seed in 1...60 as ClosedRange<UInt64> {
        var life = try SelectorLife(seed: seed)
        for step in 0..<300 {
          let did = try life.step()
          try #require(try life.disagreement() == nil, "seed \(seed), step \(step): \(did)")
        }
      }
    }
  }
}

/// Sockets, and three selectors that are told the same about them.
private struct SelectorLife {
  private struct Watched {
    let pair: Pair
    /// What it is watched for; nil when it is not.
    var interest: Readiness?
    var token: UInt64
  }

  private var dice: SeededGenerator
  private let selectors: [(kind: SelectorKind, selector: any Selector)]
  private var sockets: [Watched] = []
  private var lastToken: UInt64 = 0

  init(seed: UInt64) throws {
    dice = SeededGenerator(seed: seed)
    selectors = try SelectorKind.allCases.map { ($0, try $0.makeSelector()) }
  }

  /// Does something to one socket.
  ///
  /// - Returns: what, for people.
  mutating func step() throws -> String {
    if sockets.isEmpty || (sockets.count < 24 && Int.random(in: 0..<8, using: &dice) == 0) {
      lastToken += 1
      sockets.append(Watched(pair: try Pair(from: 500), interest: nil, token: lastToken))
    }
    let index = Int.random(in: 0..<sockets.count, using: &dice)
    let number = sockets[index].pair.ours
    switch Int.random(in: 0..<13, using: &dice) {
    case 0...3: return "fd \(number): " + (try watch(index))
    case 4: return "fd \(number): " + (try unwatch(index))
    case 5: return "fd \(number): " + (try close(index))
    default: return "fd \(number): " + use(sockets[index].pair)
    }
  }

  /// Registers a socket, or changes what it is watched for; now and then with the wrong one of both.
  private mutating func watch(_ index: Int) throws -> String {
    let interest = Readiness(rawValue: UInt8.random(in: 0...3, using: &dice))
    let isWrong = Int.random(in: 0..<8, using: &dice) == 0
    let isWatched = sockets[index].interest != nil
    lastToken += 1
    let (descriptor, token) = (sockets[index].pair.ours, lastToken)
    for (kind, selector) in selectors {
      let result = Result { () throws(SystemError) in
        if isWatched == isWrong {
          try selector.register(descriptor, for: interest, token: token)
        } else {
          try selector.modify(descriptor, for: interest, token: token)
        }
      }
      switch result {
      case .success: try #require(!isWrong, "\(kind) took it")
      case .failure(let error):
        try #require(isWrong && error.errno == (isWatched ? EEXIST : ENOENT), "\(kind): \(error)")
      }
    }
    if !isWrong { (sockets[index].interest, sockets[index].token) = (interest, token) }
    return "\(isWrong ? "wrongly " : "")watched for \(interest.rawValue)"
  }

  private mutating func unwatch(_ index: Int) throws -> String {
    for (_, selector) in selectors { selector.unregister(sockets[index].pair.ours) }
    sockets[index].interest = nil
    return "unwatched"
  }

  /// Closes our end, which may be watched.
  private mutating func close(_ index: Int) throws -> String {
    let socket = sockets.remove(at: index)
    let descriptor = socket.pair.ours
    let isUnwatched = Bool.random(using: &dice)
    if isUnwatched { for (_, selector) in selectors { selector.unregister(descriptor) } }
    socket.pair.closeOurs()
    // Before the number is in use again.
    let disagreement = try disagreement()
    try #require(disagreement == nil, "closed fd \(descriptor), unwatched: \(isUnwatched)")
    for (_, selector) in selectors { selector.unregister(descriptor) }
    return "closed"
  }

  private mutating func use(_ pair: Pair) -> String {
    switch Int.random(in: 0..<12, using: &dice) {
    case 0...2:
      pair.send(from: pair.theirs)
      return "sent to"
    case 3...5:
      pair.drain(pair.ours)
      return "read"
    case 6...7:
      pair.fill(from: pair.ours)
      return "filled"
    case 8...9:
      pair.drain(pair.theirs)
      return "emptied"
    case 10:
      shutdown(Bool.random(using: &dice) ? pair.ours : pair.theirs, Int32(SHUT_WR))
      return "shut down"
    default:
      pair.closeTheirs()
      return "hung up"
    }
  }

  /// Waits with each selector, and compares.
  ///
  /// - Returns: the first that finds something else than there is; nil when all find that.
  func disagreement() throws -> String? {
    for (kind, selector) in selectors {
      let found = try selector.found()
      let there = truth(for: kind)
      if found != there {
        let problem = "\(kind) found \(found), there is \(there)"
        Issue.record("\(problem)")
        return problem
      }
    }
    return nil
  }

  /// By token, what is to be reported: each socket asked by itself.
  private func truth(for kind: SelectorKind) -> [UInt64: Readiness] {
    var truth: [UInt64: Readiness] = [:]
    for socket in sockets {
      guard let interest = socket.interest else { continue }
      var question = pollfd(fd: socket.pair.ours, events: Int16(POLLIN | POLLOUT), revents: 0)
      _ = unsafe poll(&question, 1, 0)
      let flags = Int32(question.revents)
      let (failed, hungUp) = (flags & POLLERR != 0, flags & POLLHUP != 0)
      var readiness: Readiness = []
      if flags & POLLIN != 0 { readiness.insert(.readable) }
      if flags & POLLOUT != 0 { readiness.insert(.writable) }
      if kind == .select {
        if failed || hungUp { readiness.insert(.readable) }
        if failed { readiness.insert(.writable) }
      }
      readiness.formIntersection(interest)
      if kind != .select, failed || hungUp { readiness.insert(.failed) }
      if !readiness.isEmpty { truth[socket.token] = readiness }
    }
    return truth
  }
}
