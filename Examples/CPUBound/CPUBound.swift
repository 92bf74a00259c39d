import ArgumentParser
import EventLoop
import Glibc
import PipedProcess
import Synchronization

/// The same work for the processor, done in four ways.
///
/// Coroutines of one thread take turns, which gains nothing where nobody waits. Threads use all
/// processors and share their memory. Processes share nothing: numbers go to them and come back
/// through pipes, which costs a little, but one that crashes takes nobody with it.
///
///     swift run -c release cpu-bound
///
/// prints the time of each way, and how many times as fast as one thread that is. Exits with 1 if they
/// do not count the same.
@main struct CPUBound: AsyncParsableCommand {
  @Option(help: "Count the primes below this number.") var below = 2_000_000
  @Option(help: "How many coroutines, threads, processes.") var workers = processors
  @Flag(help: .private) var asChild = false
  private static let processors = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  func validate() throws {
    guard below > 0, workers > 0 else { throw ValidationError("write numbers above 0") }
  }

  // @concurrent: not on the loop, which cannot wait for its own end.
  @concurrent func run() async throws {
    guard !asChild else { return answerQuestions() }
    let loop = try EventLoop.start(named: "lesson")
    defer { loop.stop() }
    let start = ContinuousClock.now
    let count = primes(in: 0..<below)
    let alone = ContinuousClock.now - start
    print("one thread: \(count) primes, \(Int(alone / .milliseconds(1))) ms")

    for (name, way) in [
      ("coroutines", onCoroutines), ("threads", onThreads), ("processes", onProcesses),
    ] as [(String, (Work, EventLoop) async throws -> Void)] {
      let (work, start) = (Work(below: below), ContinuousClock.now)
      try await way(work, loop)
      let took = ContinuousClock.now - start
      let (time, speed) = (Int(took / .milliseconds(1)), (alone / took * 10).rounded() / 10)
      print("\(workers) \(name): \(work.found) primes, \(time) ms, \(speed) times as fast")
      guard work.found == count else { throw ExitCode.failure }
    }
  }

  private func onCoroutines(_ work: Work, _ loop: EventLoop) async {
    await withDiscardingTaskGroup { group in
      for _ in 0..<workers {
        group.addTask(executorPreference: loop.executor) {
          while let piece = work.next() {
            work.add(primes(in: piece))
            await Task.yield()
          }
        }
      }
    }
  }

  private func onThreads(_ work: Work, _: EventLoop) throws {
    // A loop is a thread with a queue: it runs what it is given, and `stop` waits for that.
    let threads = try (1...workers).map { try EventLoop.start(named: "worker-\($0)") }
    for thread in threads { thread.execute { work.finish() } }
    for thread in threads { thread.stop() }
  }

  private func onProcesses(_ work: Work, _ loop: EventLoop) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for _ in 0..<workers {
        let process = try PipedProcess(on: loop, argument: "--as-child")
        group.addTask(executorPreference: loop.executor) {
          while let piece = work.next() {
            let answer = try await process.ask("\(piece.lowerBound) \(piece.upperBound)")
            work.add(Int(answer) ?? 0)
          }
          await process.end()
        }
      }
    }
  }

  private func answerQuestions() {
    PipedProcess.answer { question in
      let bounds = question.split(separator: " ").compactMap { Int($0) }
      return "\(primes(in: bounds[0]..<bounds[1]))"
    }
  }
}

/// Numbers, cut into pieces that whoever is free takes, and how many primes were found in them.
private final class Work: Sendable {
  private let below: Int
  private let taken = Atomic(0)
  private let sum = Atomic(0)

  init(below: Int) { self.below = below }

  func next() -> Range<Int>? {
    let start = taken.add(10_000, ordering: .relaxed).oldValue
    return start < below ? start..<min(start + 10_000, below) : nil
  }

  func finish() { while let piece = next() { add(primes(in: piece)) } }
  func add(_ count: Int) { sum.add(count, ordering: .relaxed) }
  var found: Int { sum.load(ordering: .relaxed) }
}

/// Counts by trial division, which is slow, as it is meant to be.
private func primes(in range: Range<Int>) -> Int {
  range.count { number in
    var divisor = 2
    while divisor * divisor <= number, number % divisor != 0 { divisor += 1 }
    return number > 1 && divisor * divisor > number
  }
}
