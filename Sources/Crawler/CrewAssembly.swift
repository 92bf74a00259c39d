import AsyncMode
import Errands
import EventLoop
import Fetcher
import Frontier
import SyncMode
import ThreadsMode
import WebURL

/// Puts the workers together that a plan asks for.
struct CrewAssembly {
  let crawl: CrawlContext
  /// The loops that fetch; where another mode does, the first serves the parsers and the clock.
  let loops: [EventLoop]

  /// - Throws: `SystemError` when threads, memory or descriptors have run out.
  func assemble(at desks: [CrawlDesk]) async throws(SystemError) -> [any Crew] {
    switch crawl.plan.mode {
    case .sync:
      let crew = try SyncCrew(
        worker: 0, desk: desks[0], common: try common(), parsers: crawl.pool, bell: Bell())
      return [crew]
    case .threads:
      let crew = try ThreadsCrew(
        threads: crawl.plan.concurrency, desk: desks[0], common: try common(), parsers: crawl.pool)
      return [crew]
    case .async: return try await coroutines(at: desks)
    }
  }

  private func common() throws(SystemError) -> FetchCommons {
    try FetchCommons(
      settings: crawl.plan.blockingFetchSettings, bodies: crawl.bodies, gate: addressGate)
  }

  private func coroutines(at desks: [CrawlDesk]) async throws(SystemError) -> [any Crew] {
    var crews: [AsyncCrew] = []
    do throws(SystemError) {
      for desk in desks { crews.append(try await crew(at: desk)) }
      return crews
    } catch {
      for crew in crews { await crew.close() }
      throw error
    }
  }

  private func crew(at desk: CrawlDesk) async throws(SystemError) -> AsyncCrew {
    let plan = crawl.plan
    // Worker n belongs to loop n modulo the number of loops.
    let workers = (plan.concurrency - desk.index + plan.loops - 1) / plan.loops
    return try await AsyncCrew(
      on: loops[desk.index], desk: desk,
      settings: AsyncCrew.Settings(
        workers: workers, numbering: (first: desk.index, stride: plan.loops),
        pagesAwaitingParsers: crawl.parsingPerLoop),
      fetching: plan.fetchSettings, bodies: crawl.bodies, addressGate: addressGate,
      parsers: crawl.pool)
  }

  /// Asked where a connection is made, under no lock.
  private var addressGate: AddressGate {
    { [frontier = crawl.frontier] host, address in
      frontier.locate(host: host, at: address, now: .now)
    }
  }
}
