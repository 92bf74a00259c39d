import HeapModule

/// What is going to happen, in the order of time, and of arrival among equals.
struct EventQueue {
  enum Event {
    /// A request reaches its server.
    case arrives(Int)
    /// The answer reaches the crawler.
    case answered(Int)
    /// A parser has read the body.
    case parsed(Int)
    /// The one timer of a loop.
    case alarm(loop: Int)
    /// Rows are handed over.
    case tick
  }

  private struct Entry: Comparable {
    let time: Int
    let arrival: Int
    let event: Event

    static func < (left: Entry, right: Entry) -> Bool {
      (left.time, left.arrival) < (right.time, right.arrival)
    }
    static func == (left: Entry, right: Entry) -> Bool { left.arrival == right.arrival }
  }

  private var heap = Heap<Entry>()
  private var arrivals = 0

  mutating func add(_ event: Event, at time: Int) {
    arrivals += 1
    heap.insert(Entry(time: time, arrival: arrivals, event: event))
  }

  mutating func next() -> (time: Int, event: Event)? {
    guard let first = heap.min else { return nil }
    heap.removeMin()
    return (first.time, first.event)
  }

  mutating func removeAll() { heap = Heap() }
}
