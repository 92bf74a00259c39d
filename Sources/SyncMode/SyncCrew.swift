package import Errands
package import EventLoop
package import Fetcher
package import ParserPool

/// Synchronous crawling: one worker, on one thread.
package final class SyncCrew: Crew {
  private let common: FetchCommons
  private let bell: Bell
  private let orders: Monitor<Orders>
  private let thread: SystemThread

  /// How far the thread is, and what it is told.
  private enum Orders: Sendable {
    case starting
    case failed(SystemError)
    case ready
    /// To work, and to tell at the end.
    case work(Waiter<Void>)
    case goHome
  }

  /// Starts the thread, which waits for `work`.
  ///
  /// - Parameters:
  ///   - worker: its number among all of the crawl.
  ///   - bell: where it waits for work; others may wait there, too.
  /// - Throws: `SystemError` when threads, memory or descriptors have run out.
  package init(
    worker number: Int, desk: any ErrandDesk, common: FetchCommons, parsers: ParserPool, bell: Bell
  ) throws(SystemError) {
    let orders = Monitor(Orders.starting)
    thread = try SystemThread(named: "orb-sync-\(number)") {
      Self.run(orders, common) { fetcher in
        SyncWorker(number: number, desk: desk, fetcher: fetcher, parsers: parsers, bell: bell)
      }
    }
    (self.orders, self.common, self.bell) = (orders, common, bell)
    let failure = orders.wait { orders -> SystemError?? in
      switch orders {
      case .starting: nil
      case .failed(let error): .some(error)
      case .ready, .work, .goHome: .some(nil)
      }
    }
    if let failure, let failure { throw failure }
  }

  deinit { close() }

  /// The thread's life. libcurl is set up here, so that all that happens to a handle happens on one thread.
  private static func run(
    _ orders: Monitor<Orders>, _ common: FetchCommons,
    _ makeWorker: (consuming BlockingFetcher) -> SyncWorker
  ) {
    do throws(SystemError) {
      let worker = makeWorker(try BlockingFetcher(common))
      orders.withLock { $0 = .ready }
      orders.wakeAll()
      guard let waiter = waitForWork(orders) else { return }
      worker.work()
      waiter.resume()
    } catch {
      orders.withLock { $0 = .failed(error) }
      orders.wakeAll()
    }
  }

  private static func waitForWork(_ orders: Monitor<Orders>) -> Waiter<Void>? {
    let order = orders.wait { orders -> Waiter<Void>?? in
      switch orders {
      case .work(let waiter): .some(waiter)
      case .goHome: .some(nil)
      case .starting, .failed, .ready: nil
      }
    }
    return order ?? nil
  }

  package func work() async {
    await Waiter.suspend { waiter in
      orders.withLock { $0 = .work(waiter) }
      orders.wakeAll()
    }
  }

  package func wakeOne() { bell.ringForOne() }

  package func wakeAll() { bell.ringForAll() }

  package func cancelFetches() { common.cancelAll() }

  package var cookieLines: [String] { common.cookieLines }

  package func load(cookies: [String]) { common.load(cookies: cookies) }

  /// Waits for the thread, which closes its connections by itself as it ends: after its work, or at once
  /// when it was never told to work.
  package func close() {
    orders.withLock { orders in if case .ready = orders { orders = .goHome } }
    orders.wakeAll()
    thread.join()
  }
}
