import DequeModule
import EventLoop
import HeapModule

/// The same jobs through three queues: first in, first out; last in, first out; by priority.
///
/// The worker waits when nothing is queued, and does one job at a time. Only the order of what waits
/// differs. The very first job waits in no queue: the worker is idle, and is given it at once. (A
/// crawler that walks a site first in, first out goes broad; last in, first out, it goes deep.)
///
///     swift run queues
///
/// prints for each queue the order in which the jobs were done.
@main struct Queues {
  private static let jobs = [
    Job(name: "open", priority: 1), Job(name: "sweep", priority: 1), Job(name: "bake", priority: 2),
    Job(name: "rescue", priority: 9), Job(name: "sell", priority: 2),
  ]

  // @concurrent: not on the loop, which cannot wait for its own end.
  @concurrent static func main() async throws {
    let loop = try EventLoop.start(named: "lesson")
    defer { loop.stop() }
    print("arrival   ", jobs.map { "\($0.name) (\($0.priority))" }.joined(separator: ", "))
    for (name, line) in [
      ("FIFO      ", FirstInFirstOut()), ("LIFO      ", LastInFirstOut()),
      ("priority  ", ByPriority()),
    ] as [(String, any Line & Sendable)] {
      let queue = Queue(on: loop, line)
      try await withThrowingDiscardingTaskGroup { group in
        group.addTask(executorPreference: loop.executor) {
          print(name, try await queue.work(on: jobs.count).joined(separator: ", "))
        }
        group.addTask(executorPreference: loop.executor) { await queue.fill(with: jobs) }
      }
    }
  }
}

private struct Job: Sendable {
  let name: String
  let priority: Int
}

/// An order in which jobs wait.
private protocol Line {
  mutating func add(_ job: Job)
  mutating func next() -> Job?
}

private struct FirstInFirstOut: Line {
  private var jobs: Deque<Job> = []
  mutating func add(_ job: Job) { jobs.append(job) }
  mutating func next() -> Job? { jobs.popFirst() }
}

private struct LastInFirstOut: Line {
  private var jobs: [Job] = []
  mutating func add(_ job: Job) { jobs.append(job) }
  mutating func next() -> Job? { jobs.popLast() }
}

/// The highest priority first; of jobs of one priority the one that came first, which a heap alone
/// does not promise. Adding and taking cost O(log n).
private struct ByPriority: Line {
  private struct Entry: Comparable {
    let job: Job
    let number: Int
    static func < (left: Entry, right: Entry) -> Bool {
      (left.job.priority, -left.number) < (right.job.priority, -right.number)
    }
    static func == (left: Entry, right: Entry) -> Bool { left.number == right.number }
  }

  private var heap = Heap<Entry>()
  private var count = 0

  mutating func add(_ job: Job) {
    count += 1
    heap.insert(Entry(job: job, number: count))
  }

  mutating func next() -> Job? { heap.popMax()?.job }
}

/// A line of jobs, and the workers that wait for one.
private actor Queue {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private var line: any Line & Sendable
  private var idle: Deque<Waiter<Job>> = []

  init(on loop: EventLoop, _ line: any Line & Sendable) { (self.loop, self.line) = (loop, line) }

  func put(_ job: Job) {
    if let worker = idle.popFirst() { worker.resume(returning: job) } else { line.add(job) }
  }

  func take() async -> Job {
    if let job = line.next() { return job }
    return await Waiter.suspend { idle.append($0) }
  }

  func fill(with jobs: [Job]) {
    for job in jobs { put(job) }
  }

  /// Does so many jobs, and says in which order.
  func work(on count: Int) async throws -> [String] {
    var done: [String] = []
    while done.count < count {
      done.append(await take().name)
      try await loop.sleep(until: .now + .milliseconds(1))
    }
    return done
  }
}
