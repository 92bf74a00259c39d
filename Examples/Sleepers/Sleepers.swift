import ArgumentParser
import EventLoop
import Glibc
import Synchronization

/// A hundred thousand coroutines asleep at once on one thread, against a thousand threads.
///
/// A sleeping coroutine is a small piece of the heap that says where to go on, and a timer. A sleeping
/// thread is a stack: some pages of memory, eight megabytes of addresses, and an entry in the kernel.
///
///     swift run -c release sleepers
///
/// prints for both how long it took until all were asleep, how long until all were awake again after
/// their time had come, and how many bytes each took. Exits with 1 if they were not all asleep at once.
@main struct Sleepers: AsyncParsableCommand {
  @Option(help: "How many coroutines.") var coroutines = 100_000
  @Option(help: "How many threads.") var threads = 1_000
  @Option(help: "For how many seconds they sleep.") var time = 2.0

  func validate() throws {
    let isFine = coroutines > 0 && threads > 0 && time > 0 && time <= 3_600
    guard isFine else { throw ValidationError("write numbers above 0, and a time of 3600 at most") }
  }

  // @concurrent: not on the loop, which cannot wait for its own end.
  @concurrent func run() async throws {
    let loop = try EventLoop.start(named: "lesson")
    let night = Night(sleepers: coroutines, length: .seconds(time))
    await withDiscardingTaskGroup { group in
      for _ in 0..<coroutines {
        group.addTask(executorPreference: loop.executor) {
          night.oneFallsAsleep()
          try? await loop.sleep(until: night.end)
        }
      }
    }
    loop.stop()
    try night.report("coroutines on one thread")

    let other = Night(sleepers: threads, length: .seconds(time))
    let handles = try (0..<threads).map { _ in try startThread(sleepingThrough: other) }
    for handle in handles { pthread_join(handle, nil) }
    try other.report("threads")
  }

  private func startThread(sleepingThrough night: Night) throws -> pthread_t {
    var handle = pthread_t()
    let context = unsafe Unmanaged.passRetained(night)
    let code = unsafe pthread_create(&handle, nil, sleepInThread, context.toOpaque())
    guard code == 0 else { throw SystemError("pthread_create", errno: code) }
    return handle
  }
}

/// The thread's whole life: a free function, because a closure would inherit an actor.
@c nonisolated private func sleepInThread(
  _ context: UnsafeMutableRawPointer?
) -> UnsafeMutableRawPointer? {
  guard let context = unsafe context else { return nil }
  let night = unsafe Unmanaged<Night>.fromOpaque(context).takeRetainedValue()
  night.oneFallsAsleep()
  usleep(UInt32(max(0, (night.end - .now) / .microseconds(1))))
  return nil
}

/// A time that many sleep through, and what was measured when the last of them fell asleep.
private final class Night: Sendable {
  private let sleepers: Int
  private let start = ContinuousClock.now
  let end: ContinuousClock.Instant
  private let memoryBefore = Memory.now
  private let asleep = Mutex((count: 0, allSince: ContinuousClock.Instant?.none, memory: Memory()))

  init(sleepers: Int, length: Duration) {
    self.sleepers = sleepers
    end = start + length
  }

  func oneFallsAsleep() {
    asleep.withLock { asleep in
      asleep.count += 1
      if asleep.count == sleepers { (asleep.allSince, asleep.memory) = (.now, .now) }
    }
  }

  /// To be called when all are awake again.
  func report(_ name: String) throws {
    let awake = ContinuousClock.now
    let (_, allSince, memory) = asleep.withLock { $0 }
    guard let allSince, allSince < end else {
      print("the first \(name) woke before the last fell asleep: let them sleep longer (--time)")
      throw ExitCode.failure
    }
    let (before, after) = ((allSince - start) / .milliseconds(1), (awake - end) / .milliseconds(1))
    let resident = (memory.resident - memoryBefore.resident) / sleepers
    let addresses = (memory.addresses - memoryBefore.addresses) / sleepers
    print(
      "\(sleepers) \(name): all asleep after \(Int(before)) ms, all awake \(Int(after)) ms late")
    print("  each takes \(resident) bytes of memory and \(addresses) bytes of addresses")
  }
}

/// What this process takes, in bytes.
private struct Memory {
  var (addresses, resident) = (0, 0)

  /// The first two numbers of /proc/self/statm, which are pages (see proc(5)).
  static var now: Memory {
    var text = [UInt8](repeating: 0, count: 128)
    let file = unsafe open("/proc/self/statm", O_RDONLY)
    let count = unsafe read(file, &text, text.count)
    close(file)
    let pages = String(decoding: text.prefix(max(0, count)), as: UTF8.self)
      .split(separator: " ").compactMap { Int($0) }
    guard pages.count > 1 else { return Memory() }
    let size = sysconf(Int32(_SC_PAGESIZE))
    return Memory(addresses: pages[0] * size, resident: pages[1] * size)
  }
}
