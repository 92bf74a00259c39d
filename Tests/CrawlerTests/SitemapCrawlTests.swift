import Crawler
import EventLoop
import Frontier
import SyntheticWeb
import Testing

/// Whole crawls of webs with sitemaps.
@Suite(.timeLimit(.minutes(2))) struct SitemapCrawlTests {
  @Test(arguments: [1, 2]) func findsWhatIsListedAndWhatIsLinked(loops: Int) async throws {
    let folder = try Folder()
    var shape = WebShape()
    (shape.hosts, shape.pagesPerHost) = (3, 80)
    var sitemaps = SitemapShape()
    sitemaps.urlsPerFile = 20
    shape.sitemaps = sitemaps
    var options = ServerOptions()
    options.logsRequests = true
    let (web, choices) = (shape, options)
    try await serving({ SyntheticServer(shape: web, options: choices, on: $0) }) { server, port in
      let model = SiteModel(shape: web, port: port)
      let seed = Place(host: 0, .page(0))
      let plan = try makePlan([model.url(of: seed)], in: folder.crawl) {
        $0.reach = .any
        $0.followsNofollow = true
        $0.loops = loops
      }
      let summary = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let truth = Set(model.reachable(from: [seed], readsSitemaps: true).map { model.url(of: $0) })
      let fetched = try answers.column("SELECT url FROM url WHERE state = 'fetched'")
      #expect(Set(fetched) == truth)
      try checkSitemaps(answers, model)
      try checkFindings(#require(summary.sitemaps), answers, model, truth)
      checkLog(await server.requests, hosts: web.hosts)
    }
  }

  private func checkSitemaps(_ answers: Answers, _ model: SiteModel) throws {
    let files = (0..<model.shape.hosts).map { model.sitemapFiles(onHost: $0) }
    #expect(
      try answers.number("SELECT count(*) FROM sitemaps WHERE state = 2 AND status = 200")
        == files.reduce(0, +) + files.count)
    #expect(try answers.number("SELECT count(*) FROM sitemaps") == files.reduce(0, +) + files.count)
    #expect(
      Set(try answers.column("SELECT DISTINCT kind FROM sitemaps")) == [
        "index", "urlset", "text", "rss",
      ])
    for host in 0..<model.shape.hosts {
      let rows = try answers.rows(
        """
        SELECT e.url, e.priority, e.lastmod FROM sitemap_entry e
        JOIN sitemap m ON m.url = e.sitemap WHERE m.site = '\(model.origin(ofHost: host))'
        """)
      let listed = model.listed(onHost: host)
      #expect(Set(rows.compactMap { $0[0] }) == Set(listed.map { model.url(of: $0) }))
      #expect(rows.count == listed.count)
      for row in rows {
        guard let priority = row[1], let place = model.place(of: row[0] ?? "") else { continue }
        let values = model.sitemapValues(of: place)
        #expect(priority == "\(Double(values.priority) / 10)")
        #expect(row[2] == "\(values.day) 00:00:00")
      }
    }
  }

  private func checkFindings(
    _ findings: SitemapFindings, _ answers: Answers, _ model: SiteModel, _ fetched: Set<String>
  ) throws {
    let listed = Set(
      (0..<model.shape.hosts).flatMap { model.listed(onHost: $0) }.map { model.url(of: $0) })
    var linked: Set<String> = []
    for url in fetched {
      guard let place = model.place(of: url) else { continue }
      for link in model.links(of: place) where link.target != url { linked.insert(link.target) }
      if let target = model.redirect(at: place)?.target { linked.insert(model.url(of: target)) }
    }
    let pages = fetched.filter {
      model.place(of: $0).map { model.expected(at: $0).hasLinks } ?? false
    }
    #expect(findings.listed == listed.count)
    #expect(findings.orphans == listed.subtracting(linked).count)
    #expect(findings.orphans >= model.shape.hosts * 5)
    #expect(findings.missing == pages.intersection(linked).subtracting(listed).count)
    #expect(findings.missing > 0)
    #expect(findings.sitemaps == (try answers.number("SELECT count(*) FROM sitemaps")))
  }

  /// Each sitemap asked for once, and after robots.txt.
  private func checkLog(_ requests: [LoggedRequest], hosts: Int) {
    for host in 0..<hosts {
      let targets = requests.filter { $0.host == host }.map(\.target)
      #expect(targets.first == "/robots.txt")
      let files = targets.filter { $0.hasPrefix("/sitemap") }
      #expect(files.count == Set(files).count)
      #expect(files.contains("/sitemap.xml"))
    }
  }
}
