package import EventLoop
package import Frontier
package import ParserWire
package import WebURL

/// All that a crawl is told before it begins. Every member but the seeds has a default, and the
/// defaults are polite.
package struct CrawlPlan: Sendable {
  // MARK: What

  /// Where to start: absolute http or https URLs.
  package var seeds: [WebURL]
  /// The folder that the crawl makes: `crawl.db` and what belongs to it.
  package var directory: String
  /// How far from the seeds the crawl goes.
  package var reach: Scope.Reach = .host
  /// Regular expressions of which a URL must match one, if there are any.
  package var includes: [String] = []
  /// Regular expressions of which a URL must match none.
  package var excludes: [String] = []
  /// Links from the nearest seed; nil for no limit.
  package var maximumDepth: Int?
  /// Pages that are fetched; nil for no limit.
  package var maximumPages: Int?
  /// Bytes over the wire; nil for no limit.
  package var maximumBytes: Int64?
  /// Pages of one host that are fetched; nil for no limit.
  package var maximumPagesPerHost: Int?
  /// Errors of one host, 4xx and 5xx included, after which it is left; nil for no limit.
  package var maximumErrorsPerHost: Int?
  /// How long the crawl may take; nil for no limit.
  package var maximumTime: Duration?
  /// Whether images, scripts, style sheets and GET forms are fetched too.
  package var followsAssets = false
  /// Whether links marked nofollow are followed.
  package var followsNofollow = false
  /// What is made of pages that repeat another one.
  package var duplicates = DuplicatePolicy.record
  /// What is made of traps.
  package var traps = TrapPolicy.avoid
  /// Whether the bodies of what is no page are downloaded, too.
  package var keepsAllBodies = false
  /// Which sitemaps are looked for.
  package var sitemaps = SitemapPolicy.robots
  /// Sitemaps that are read whatever that says: absolute http or https URLs.
  package var sitemapURLs: [WebURL] = []
  /// Sitemaps that are read at most, index files included.
  package var maximumSitemaps = 10_000
  /// How URLs are brought into canonical form.
  package var canonicalRules = CanonicalRules.standard

  /// Which URL comes first, of those that may be fetched.
  package var order = CrawlOrder.breadthFirst
  /// What raises or lowers a URL's score in the order of priority.
  package var boosts: [Boost] = []

  // MARK: How

  /// Who waits for the network.
  package var mode = CrawlMode.async
  /// Fetches under way at once, in all; one where the mode is `sync`.
  package var concurrency = 64
  /// Fetches under way at once to one host, the pause between them, robots.txt, tries.
  package var politeness = Politeness()
  /// Bytes of bodies that are received in a second, over all hosts; nil for no limit.
  package var bytesPerSecond: Int?
  /// Requests that are begun in a second, over all hosts; nil for no limit.
  package var requestsPerSecond: Double?
  /// Bytes of memory for what is queued; what does not fit goes to a file.
  package var frontierMemory = 256 << 20
  /// Parser processes.
  package var parsers: Int
  /// The path of `orbweaver-parser`.
  package var parserProgram: String
  /// What reads HTML in them.
  package var htmlEngine = HTMLEngine.scanner
  /// Event loops that fetch, each on a thread of its own; one where the mode is not `async`.
  package var loops = 1
  /// What the event loops wait with, those of the store and of other modes aside.
  package var selector = SelectorKind.best

  /// How long what is in flight may take once the crawl was asked to stop.
  package var grace: Duration = .seconds(10)

  // MARK: Fetching

  /// The name by which robots.txt and meta robots address this crawler.
  package var productToken = "orbweaver"
  /// The `User-Agent` header.
  package var userAgent = CrawlPlan.defaultUserAgent
  /// Further request headers, each as `Name: value`.
  package var headers: [String] = []
  /// For a whole transfer.
  package var timeout: Duration = .seconds(60)
  /// Until a connection stands.
  package var connectTimeout: Duration = .seconds(10)
  /// The most bytes of a body.
  package var maximumBody = 16 << 20
  /// A proxy's URL; empty for none; nil for what the environment says.
  package var proxy: String?
  /// A file of certificate authorities in PEM.
  package var certificateAuthorities: String?
  /// Whether servers must prove who they are.
  package var verifiesTLS = true
  /// A cookie file in Netscape's format.
  package var cookieFile: String?
  /// Connections that each loop may have open; nil for no limit. Set when the crawl begins.
  var connectionsPerLoop: Int?

  /// Whether there are cookies of an earlier run, which count in place of the file that the first one
  /// began with.
  var hasStoredCookies = false

  /// What chance begins with, in the order of hosts and in the groups of URLs that traps are looked for by;
  /// nil for what nobody outside can know. For tests: a hostile web must not know it.
  package var chance: UInt64?

  /// Whether it is noted what each worker does, in the crawl's first moments.
  package var keepsTimeline = false

  /// The plan with as many workers as its mode has, and without loops that would have none: their hosts
  /// would never be asked.
  var withWorkersOfMode: CrawlPlan {
    var plan = self
    if mode == .sync { plan.concurrency = 1 }
    plan.loops = mode == .async ? min(loops, max(1, plan.concurrency)) : 1
    if mode != .async { plan.selector = .best }
    return plan
  }

  /// The program's version, as it stands in the user agent and in `crawl.db`.
  package static let version = "0.1.0"
  /// Names the program and its version.
  package static let defaultUserAgent = "Orbweaver/\(version) (+https://orbweaver.example/bot)"

  package init(seeds: [WebURL], directory: String, parsers: Int, parserProgram: String) {
    self.seeds = seeds
    self.directory = directory
    self.parsers = parsers
    self.parserProgram = parserProgram
  }
}
