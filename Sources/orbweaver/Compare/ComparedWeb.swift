import EventLoop
import Frontier
import WebURL

/// The pages that a comparison crawls: those of some seeds, or a synthetic web that is served here.
struct ComparedWeb {
  let seeds: [WebURL]
  /// What it is, for people.
  let subject: String
  /// How long each answer waits, in seconds; nil where nobody knows.
  let latency: Double?
  /// Nil where the pages come from elsewhere.
  let server: LocalServer?

  /// - Throws: `Complaint` for seeds that are none, and where the synthetic web cannot be served.
  init(seeds texts: [String], synthetic: SyntheticSpec?) async throws(Complaint) {
    guard let synthetic else {
      seeds = try Seeds.read(texts)
      let more = seeds.count > 1 ? " and \(seeds.count - 1) more" : ""
      subject = seeds[0].href + more
      (latency, server) = (nil, nil)
      return
    }
    // Each connection is one.
    DescriptorLimit.raise()
    let server = try await LocalServer.start(synthetic)
    (seeds, self.server) = (server.seeds, server)
    subject = "a synthetic web: \(synthetic)"
    latency = synthetic.latency
  }

  /// What its report's folder is named after.
  var name: String { server == nil ? seeds[0].host ?? "" : "synthetic" }

  /// How fast it may be crawled. May ask servers of names.
  func pace(ownership: HostOwnership, reach: Scope.Reach) -> Pace {
    // All hosts of the synthetic web are loopback, whatever links lead to.
    if server != nil { return .full }
    let hosts = seeds.compactMap(\.host)
    var addresses: [String: [ServerAddress]] = [:]
    for host in Set(hosts) { addresses[host] = NameLookup.addresses(of: host) }
    return Pace(hosts: hosts, addresses: addresses, ownership: ownership, reach: reach)
  }

  func stop() async { await server?.stop() }
}
