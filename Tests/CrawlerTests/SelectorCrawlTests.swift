import Crawler
import EventLoop
import Frontier
import Glibc
import SyntheticWeb
import Testing

/// Crawls whose loops wait with each of the selectors.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SelectorCrawlTests {
  @Test(arguments: [SelectorKind.epoll, .poll], [1, 2])
  func eachFindsTheSame(kind: SelectorKind, loops: Int) async throws {
    try await findsWhatThereIs(kind, loops: loops, concurrency: 64)
  }

  /// More fetches at once than select can watch are as many as it can, and none fails for that. Alone in
  /// its process: other tests take low descriptors by the hundred.
  @Test func selectFindsTheSameWithAsManyAsItCanWatch() async {
    await #expect(processExitsWith: .success) {
      try await findsWhatThereIs(.select, loops: 2, concurrency: 5000)
    }
  }

  @Test func onlySelectHasALimit() throws {
    var plan = try makePlan(["http://127.0.0.1:1/"], in: "nowhere") { $0.mode = .async }
    for kind in SelectorKind.allCases {
      plan.selector = kind
      #expect((plan.fetchesOfSelector == nil) == (kind != .select))
    }
    plan.mode = .threads
    #expect(plan.fetchesOfSelector == nil, "threads wait by themselves")
  }

  /// A process that has too many descriptors already. Alone, since it takes all the low ones.
  @Test func withoutLowDescriptorsSelectSaysSo() async {
    await #expect(processExitsWith: .success) {
      DescriptorLimit.raise()
      while (0..<1100).contains(fcntl(0, F_DUPFD_CLOEXEC, 0)) {}
      let folder = try Folder()
      let plan = try makePlan(["http://127.0.0.1:1/"], in: folder.crawl) {
        ($0.mode, $0.selector) = (.async, .select)
      }
      let error = await #expect(throws: CrawlError.self) { try await Crawl(plan: plan).run() }
      #expect(
        error.map { "\($0)" }?.contains("select cannot watch descriptor 1") == true,
        "\(error.map { "\($0)" } ?? "none")")
    }
  }
}

/// Crawls a small web, and holds what was fetched against what there is.
private func findsWhatThereIs(_ kind: SelectorKind, loops: Int, concurrency: Int) async throws {
  let folder = try Folder()
  var shape = WebShape()
  (shape.hosts, shape.pagesPerHost, shape.linksPerPage) = (3, 120, 20)
  shape.latency = .milliseconds(20) ... .milliseconds(20)
  let web = shape
  try await serving({ SyntheticServer(shape: web, on: $0) }) { server, port in
    let model = SiteModel(shape: web, port: port)
    let seed = Place(host: 0, .page(0))
    let plan = try makePlan([model.url(of: seed)], in: folder.crawl) {
      ($0.reach, $0.followsNofollow) = (.any, true)
      ($0.mode, $0.selector, $0.loops, $0.concurrency) = (.async, kind, loops, concurrency)
      ($0.politeness.requestsPerHost, $0.politeness.requestsPerAddress) = (5000, 5000)
      $0.politeness.addressPause = .zero
    }
    #expect(plan.fetchesOfSelector == (kind == .select ? 243 : nil))
    #expect(try await Crawl(plan: plan).run().end == .finished)
    #expect(
      await server.counters.connectionsAccepted >= min(concurrency, 100), "there was no crowd")
    let answers = Answers(folder.crawl)
    try answers.checkInvariants()
    let truth = Set(model.reachable(from: [seed]).map { model.url(of: $0) })
    #expect(Set(try answers.column("SELECT url FROM url WHERE state = 'fetched'")) == truth)
    #expect(
      try answers.column("SELECT value FROM settings WHERE name = 'selector'") == [kind.rawValue])
  }
}
