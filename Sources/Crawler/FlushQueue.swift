import EventLoop
import Synchronization

/// Work that outlives the call that asked for it, run by a task of the crawl's own group.
///
/// A handful of loops flush now and then: one consumer and an unbounded queue are enough, because
/// each loop has at most one flush under way. Not an `AsyncStream`, which ends for a task that is
/// cancelled: rows are to be written then too.
final class FlushQueue: Sendable {
  typealias Flush = @Sendable () async -> Void

  private struct State {
    var flushes: [Flush] = []
    var isClosed = false
    /// The consumer, while there is nothing for it to do.
    var consumer: Waiter<Flush?>?
  }

  private let state = Mutex(State())

  func add(_ flush: @escaping Flush) {
    let consumer = state.withLock { state in
      guard let consumer = state.consumer.take() else {
        state.flushes.append(flush)
        return Waiter<Flush?>?.none
      }
      return consumer
    }
    consumer?.resume(returning: flush)
  }

  /// Ends `run` once what was added is done, and what that adds.
  func close() {
    let consumer = state.withLock { state in
      state.isClosed = true
      return state.consumer.take()
    }
    consumer?.resume(returning: nil)
  }

  func run() async { while let flush = await next() { await flush() } }

  /// The next flush, as soon as there is one; nil when there will be none.
  private func next() async -> Flush? {
    await Waiter.suspend { waiter in
      let answer: Flush?? = state.withLock { state in
        if !state.flushes.isEmpty { return state.flushes.removeFirst() }
        if state.isClosed { return .some(nil) }
        state.consumer = waiter
        return nil
      }
      if let answer { waiter.resume(returning: answer) }
    }
  }
}
