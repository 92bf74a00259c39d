import HeapModule

/// When which host may be asked next: a heap by time, and in the order of arrival among equals, so
/// that hosts take turns.
struct Schedule {
  private struct Entry: Comparable {
    let at: ContinuousClock.Instant
    let arrival: UInt64
    let host: Int

    static func < (left: Entry, right: Entry) -> Bool {
      (left.at, left.arrival) < (right.at, right.arrival)
    }
  }

  private var heap = Heap<Entry>()
  private var arrivals: UInt64 = 0

  var isEmpty: Bool { heap.isEmpty }

  /// When the first host may be asked.
  var next: ContinuousClock.Instant? { heap.min?.at }

  mutating func insert(host: Int, at time: ContinuousClock.Instant) {
    arrivals += 1
    heap.insert(Entry(at: time, arrival: arrivals, host: host))
  }

  /// Takes out the first host whose time has come.
  mutating func popDue(now: ContinuousClock.Instant) -> Int? {
    guard let first = heap.min, first.at <= now else { return nil }
    heap.removeMin()
    return first.host
  }
}

/// What rests after a failure.
enum Rested {
  case url(QueuedURL)
  case sitemap(QueuedSitemap)
}

/// URLs and sitemaps that rest after a failure, by the time when they come back.
struct RestingURLs {
  private struct Entry: Comparable {
    let at: ContinuousClock.Instant
    let arrival: UInt64
    let host: Int
    let rested: Rested

    static func < (left: Entry, right: Entry) -> Bool {
      (left.at, left.arrival) < (right.at, right.arrival)
    }
    static func == (left: Entry, right: Entry) -> Bool { left.arrival == right.arrival }
  }

  private var heap = Heap<Entry>()
  private var arrivals: UInt64 = 0

  var next: ContinuousClock.Instant? { heap.min?.at }

  mutating func insert(_ rested: Rested, host: Int, until time: ContinuousClock.Instant) {
    arrivals += 1
    heap.insert(Entry(at: time, arrival: arrivals, host: host, rested: rested))
  }

  mutating func popDue(now: ContinuousClock.Instant) -> (host: Int, rested: Rested)? {
    guard let first = heap.min, first.at <= now else { return nil }
    heap.removeMin()
    return (first.host, first.rested)
  }
}
