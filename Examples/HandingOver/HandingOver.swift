import EventLoop

/// Two coroutines that hand control to each other.
///
/// A coroutine is a function that can stop in the middle and go on later. Here nobody decides when,
/// but the two themselves: whoever hands over stops right there, and the other one goes on from where
/// it had stopped. Both run on one thread, so there is no lock, and no line ever comes out of turn.
///
///     swift run handing-over
///
/// prints what each of them does, step by step.
@main struct HandingOver {
  // @concurrent: not on the loop, which cannot wait for its own end.
  @concurrent static func main() async throws {
    let loop = try EventLoop.start(named: "lesson")
    defer { loop.stop() }
    let duet = Duet(on: loop)
    await withDiscardingTaskGroup { group in
      for name in ["ping", "pong"] {
        group.addTask(executorPreference: loop.executor) { await duet.play(name, steps: 3) }
      }
    }
  }
}

/// Knows which of the two has stopped. It lives on the loop: its executor is the loop's.
private actor Duet {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private var stopped: Waiter<Void>?

  init(on loop: EventLoop) { self.loop = loop }

  func play(_ name: String, steps: Int) async {
    for step in 1...steps {
      print("\(name): step \(step) of \(steps), and over to you")
      await handOver()
    }
    print("\(name): done")
    stopped?.resume()
    stopped = nil
  }

  /// Stops the caller and lets the other one go on. The first of all calls finds nobody who has
  /// stopped: the other one has not begun yet, and does so now.
  private func handOver() async {
    let other = stopped
    await Waiter.suspend { caller in
      stopped = caller
      other?.resume()
    }
  }
}
