import DequeModule
import EventLoop
import Glibc

/// A producer and two consumers over a bounded channel, and an event that all of them wait for.
///
/// The channel holds two items at most. The producer is quick, the consumers are slow, so the
/// producer is soon held up until there is room again: memory does not grow however much there is to
/// do. Nobody begins before the event is set, and all begin then.
///
///     swift run channel
///
/// prints who does what and when. Exits with 1 if an item got lost or came twice.
@main struct ChannelLesson {
  private static let items = 8

  // @concurrent: not on the loop, which cannot wait for its own end.
  @concurrent static func main() async throws {
    let loop = try EventLoop.start(named: "lesson")
    defer { loop.stop() }
    let (opening, channel) = (Event(on: loop), Channel<Int>(on: loop, capacity: 2))
    let sum = try await withThrowingTaskGroup(of: Int.self) { group in
      for name in ["first", "second"] {
        group.addTask(executorPreference: loop.executor) {
          await opening.wait()
          var sum = 0
          while let item = await channel.receive() {
            print("  \(name) consumer works on item \(item)")
            try await loop.sleep(until: .now + .milliseconds(40))
            sum += item
          }
          return sum
        }
      }
      group.addTask(executorPreference: loop.executor) {
        await opening.wait()
        for item in 1...items {
          let waited = await channel.send(item)
          print("sent item \(item)\(waited ? ", once there was room" : "")")
        }
        await channel.close()
        return 0
      }
      group.addTask(executorPreference: loop.executor) {
        try await loop.sleep(until: .now + .milliseconds(20))
        print("all set")
        await opening.set()
        return 0
      }
      var sum = 0
      for try await part in group { sum += part }
      return sum
    }
    print("the items add up to \(sum)")
    guard sum == items * (items + 1) / 2 else { exit(1) }
  }
}

/// Something that happens once, and that any number of coroutines may wait for.
private actor Event {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private var isSet = false
  private var waiting: [Waiter<Void>] = []

  init(on loop: EventLoop) { self.loop = loop }

  func wait() async { if !isSet { await Waiter.suspend { waiting.append($0) } } }

  func set() {
    isSet = true
    for waiter in waiting { waiter.resume() }
    waiting = []
  }
}

/// Elements on their way from senders to receivers, so many at most, first come first served.
private actor Channel<Element: Sendable> {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private let capacity: Int
  private var isClosed = false
  private var elements: Deque<Element> = []
  private var senders: Deque<(element: Element, waiter: Waiter<Void>)> = []
  private var receivers: Deque<Waiter<Element?>> = []

  init(on loop: EventLoop, capacity: Int) { (self.loop, self.capacity) = (loop, capacity) }

  /// Waits for room. Returns whether there was none at first.
  func send(_ element: Element) async -> Bool {
    if let receiver = receivers.popFirst() {
      receiver.resume(returning: element)
    } else if elements.count < capacity {
      elements.append(element)
    } else {
      await Waiter.suspend { senders.append((element, $0)) }
      return true
    }
    return false
  }

  /// Waits for an element; `nil` when the channel is closed and empty.
  func receive() async -> Element? {
    guard let element = elements.popFirst() else {
      return isClosed ? nil : await Waiter.suspend { receivers.append($0) }
    }
    if let sender = senders.popFirst() {
      elements.append(sender.element)
      sender.waiter.resume()
    }
    return element
  }

  /// Says that nothing more will be sent. To be called when no sender waits.
  func close() {
    isClosed = true
    while let receiver = receivers.popFirst() { receiver.resume(returning: nil) }
  }
}
