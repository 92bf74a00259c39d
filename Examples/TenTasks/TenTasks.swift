import ArgumentParser
import EventLoop
import Glibc

/// Ten tasks of half a second, synchronously and asynchronously.
///
/// Each task only waits, as for an answer from a server. A synchronous wait keeps its thread, so ten
/// of them take ten times as long as one. An asynchronous wait gives the thread back: the ten wait
/// all at once, on one thread, and take as long as one.
///
///     swift run ten-tasks
///
/// prints both times: 5 s and half a second. Exits with 1 if the difference was not seen.
@main struct TenTasks: AsyncParsableCommand {
  @Option(help: "How long one task takes, in seconds.") var taskTime = 0.5

  func validate() throws {
    guard taskTime > 0, taskTime <= 60 else {
      throw ValidationError("--task-time: write a number above 0 and up to 60")
    }
  }

  // @concurrent: not on the loop, which cannot wait for its own end.
  @concurrent func run() async throws {
    let time = Duration.seconds(taskTime)
    let clock = ContinuousClock()
    // usleep(3) waits, and keeps the thread meanwhile.
    let oneByOne = clock.measure {
      for _ in 1...10 { usleep(UInt32((time / .microseconds(1)).rounded(.up))) }
    }
    print("synchronously   \(seconds(oneByOne)) s")

    let loop = try EventLoop.start(named: "lesson")
    defer { loop.stop() }
    let allAtOnce = try await clock.measure {
      try await withThrowingDiscardingTaskGroup { group in
        for _ in 1...10 {
          group.addTask(executorPreference: loop.executor) {
            try await loop.sleep(until: .now + time)
          }
        }
      }
    }
    print("asynchronously  \(seconds(allAtOnce)) s")

    let isAsSaid = oneByOne >= time * 10 && allAtOnce >= time && allAtOnce < oneByOne / 2
    guard isAsSaid else {
      print("that is not ten times one, against one")
      throw ExitCode.failure
    }
  }

  private func seconds(_ time: Duration) -> Double {
    (time / .milliseconds(10)).rounded() / 100
  }
}
