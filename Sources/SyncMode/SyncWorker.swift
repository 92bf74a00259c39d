package import Errands
package import Fetcher
package import ParserPool

/// A worker that does one thing after the other, and blocks while it waits: for the server, for the
/// parser, for a host whose pause is not over. This file is the whole of synchronous crawling.
///
/// While it waits nothing else happens on its thread, so a page costs the time of its fetch and the time
/// of its parsing. `ThreadsMode` runs many of these at once and changes nothing here.
package struct SyncWorker: ~Copyable {
  private let number: Int
  private let desk: any ErrandDesk
  private let fetcher: BlockingFetcher
  private let parsers: ParserPool
  private let bell: Bell

  /// - Parameters:
  ///   - number: which worker of the crawl this is.
  ///   - bell: rung when there may be work.
  package init(
    number: Int, desk: any ErrandDesk, fetcher: consuming BlockingFetcher, parsers: ParserPool,
    bell: Bell
  ) {
    (self.number, self.desk, self.parsers, self.bell) = (number, desk, parsers, bell)
    self.fetcher = fetcher
  }

  /// The worker's life. Returns when nothing is left to do.
  package func work() {
    while true {
      let heard = bell.strokes
      switch desk.next(for: number) {
      case .errand(let errand, let moreAt):
        if moreAt != nil { bell.ringForOne() }
        run(errand)
        if desk.finish(errand) { bell.ringForOne() }
      case .wait(let time): bell.wait(after: heard, until: time)
      case .drained: return bell.ringForAll()
      }
    }
  }

  private func run(_ errand: any Errand) {
    while true {
      switch errand.demand {
      case .fetch(let request): errand.fetched(fetcher.fetch(request))
      case .parse(let page): errand.parsed(parsers.parse(blockingOn: page))
      case .nothing: return
      }
    }
  }
}
