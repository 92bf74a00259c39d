import HeapModule

/// Which host is asked next: those whose time is to come by time, those whose time has come by turns.
///
/// Turns keep it fair. A host that was asked goes to the end of its round: nobody has a second turn
/// before all who are due had their first, however many URLs one of them has, and whatever their order.
/// Within a round the order of the crawl decides: first come first (breadth first), last come first
/// (depth first), or by the score of each host's best URL.
struct Schedule {
  private struct Waiting: Comparable {
    let at: ContinuousClock.Instant
    let arrival: Int64
    let host: UInt32

    static func < (left: Waiting, right: Waiting) -> Bool {
      (left.at, left.arrival) < (right.at, right.arrival)
    }
  }

  private struct Ready: Comparable {
    let turn: UInt32
    /// Lower is sooner.
    let rank: UInt8
    /// Negative where the last comes first.
    let arrival: Int64
    let host: UInt32

    static func < (left: Ready, right: Ready) -> Bool {
      (left.turn, left.rank, left.arrival) < (right.turn, right.rank, right.arrival)
    }
  }

  private let isStack: Bool
  private var waiting = Heap<Waiting>()
  private var ready = Heap<Ready>()
  private var arrivals: Int64 = 0
  /// The turn of the host that was asked last.
  private(set) var turn: UInt32 = 0

  /// - Parameter isStack: whether, within a turn, the host that came last goes first.
  init(isStack: Bool) { self.isStack = isStack }

  /// When the next host is due whose time is still to come.
  var nextWaiting: ContinuousClock.Instant? { waiting.min?.at }

  /// Whether a host's time has come.
  func isDue(now: ContinuousClock.Instant) -> Bool {
    !ready.isEmpty || waiting.min.map { $0.at <= now } ?? false
  }

  /// Bytes of memory in use, about.
  var memory: Int {
    waiting.count * MemoryLayout<Waiting>.stride + ready.count * MemoryLayout<Ready>.stride
  }

  /// Adds a host that is due at a time.
  mutating func wait(_ host: Int, until time: ContinuousClock.Instant) {
    arrivals += 1
    waiting.insert(Waiting(at: time, arrival: arrivals, host: UInt32(host)))
  }

  /// Takes out a host whose time has come, to be made ready.
  mutating func popDue(now: ContinuousClock.Instant) -> Int? {
    guard let first = waiting.min, first.at <= now else { return nil }
    waiting.removeMin()
    return Int(first.host)
  }

  /// Adds a host whose time has come.
  ///
  /// - Parameters:
  ///   - turn: not before this one.
  ///   - rank: lower is sooner, within a turn.
  mutating func makeReady(_ host: Int, turn: UInt32, rank: UInt8) {
    arrivals += 1
    ready.insert(
      Ready(
        turn: max(turn, self.turn), rank: rank, arrival: isStack ? -arrivals : arrivals,
        host: UInt32(host)))
  }

  /// Takes out the host whose turn it is.
  mutating func popReady() -> Int? {
    guard let first = ready.popMin() else { return nil }
    turn = first.turn
    return Int(first.host)
  }
}
