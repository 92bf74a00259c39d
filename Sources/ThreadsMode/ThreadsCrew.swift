package import Errands
package import EventLoop
package import Fetcher
package import ParserPool
import SyncMode

/// Crawling with threads: many synchronous workers, each on a thread of its own, which the kernel runs in
/// turn. While one waits for its server, others work.
///
/// Nothing about a worker is different from `SyncMode`: what threads bring, and what they cost, is the
/// kernel's doing alone. They share the desk and its mutexes, the bell, cookies, resolved names and TLS
/// sessions; connections each keeps for itself.
package final class ThreadsCrew: Crew {
  private let common: FetchCommons
  private let bell: Bell
  private let workers: [SyncCrew]

  /// Starts the threads, which wait for `work`.
  ///
  /// - Parameter threads: how many.
  /// - Throws: `SystemError` when threads, memory or descriptors have run out; those that were started end.
  package init(
    threads: Int, desk: any ErrandDesk, common: FetchCommons, parsers: ParserPool
  ) throws(SystemError) {
    let bell = Bell()
    var workers: [SyncCrew] = []
    for number in 0..<threads {
      workers.append(
        try SyncCrew(worker: number, desk: desk, common: common, parsers: parsers, bell: bell))
    }
    (self.common, self.bell, self.workers) = (common, bell, workers)
  }

  package func work() async {
    await withDiscardingTaskGroup { group in
      for worker in workers { group.addTask { await worker.work() } }
    }
  }

  package func wakeOne() { bell.ringForOne() }

  package func wakeAll() { bell.ringForAll() }

  package func cancelFetches() { common.cancelAll() }

  package var cookieLines: [String] { common.cookieLines }

  package func load(cookies: [String]) { common.load(cookies: cookies) }

  package func close() async { for worker in workers { worker.close() } }
}
