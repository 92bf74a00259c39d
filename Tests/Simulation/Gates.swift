/// Workers of all loops: which may run, and which are parked. As `CrawlLoop` and its `Gate` have it: one is
/// woken at a time, and a wake-up that nobody waits for is lost.
struct Gates {
  private(set) var parked: [Int]
  private(set) var runnable: [Int]
  /// When the loop's timer goes off.
  var alarms: [Int?]

  init(loops: Int, workers: Int) {
    parked = Array(repeating: 0, count: loops)
    alarms = Array(repeating: nil, count: loops)
    runnable = (0..<loops).map { loop in (0..<workers).count { $0 % loops == loop } }
  }

  mutating func wakeOne(_ loop: Int) {
    guard parked[loop] > 0 else { return }
    parked[loop] -= 1
    runnable[loop] += 1
  }

  /// Somebody found work, for this loop or another.
  mutating func wakeForWork() { for loop in parked.indices { wakeOne(loop) } }

  mutating func wakeAll() {
    for loop in parked.indices {
      runnable[loop] += parked[loop]
      parked[loop] = 0
    }
  }

  /// Takes a worker to run, one by chance.
  mutating func take(_ dice: inout Dice) -> Int? {
    let loops = runnable.indices.filter { runnable[$0] > 0 }
    guard !loops.isEmpty else { return nil }
    let loop = loops.count == 1 ? loops[0] : dice.one(of: loops)
    runnable[loop] -= 1
    return loop
  }

  mutating func park(_ loop: Int) { parked[loop] += 1 }

  /// A worker's work is done.
  mutating func ready(_ loop: Int) { runnable[loop] += 1 }

  var hasParked: Bool { parked.contains { $0 > 0 } }
}
