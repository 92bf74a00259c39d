import CrawlStore
import Frontier
import Glibc
import WebURL

/// Measures how long the frontier takes to come back from a `crawl.db`, half of whose URLs wait.
struct ResumeBench {
  private let options: Options
  private let key = FingerprintKey(1, 2)

  init(_ options: Options) { self.options = options }

  func run() throws {
    let folder = "frontier-resume-\(getpid())"
    try write(to: folder)
    let frontier = Frontier(settings: options.settings, scope: try Scope(.any))
    let reader = try CrawlReader(folder)
    var watch = Stopwatch()
    watch.resume()
    let now = ContinuousClock.now
    try reader.forEachHost { host in
      frontier.restore(
        RestoredHost(
          id: host.row.id, origin: host.row.origin,
          originFingerprint: LinkSpring.originFingerprint(of: Int(host.row.id) - 1)), now: now)
    }
    try reader.forEachURL { row, text in
      let url = RestoredURL(
        id: row.id, host: row.host, fingerprint: row.fingerprint, state: row.state, kind: row.kind,
        depth: row.depth, hops: row.hops, tries: row.tries)
      _ = frontier.restore(url, text: text, isJudgedAnew: false)
    }
    frontier.endRestoring()
    watch.pause(after: options.urls)
    print(
      "resumed \(frontier.counts.known) URLs on \(options.hosts) hosts in "
        + "\(Table.one(watch.seconds)) s; peak memory \(ProcessMemory.peak >> 20) MiB; "
        + "crawl.db \(Table.one(Double(Self.size(of: folder + "/crawl.db")) / Double(options.urls))) B/URL"
    )
    Self.remove(folder)
  }

  private func write(to folder: String) throws {
    var writer = try CrawlWriter(creating: folder)
    var batch = CrawlBatch()
    var spring = LinkSpring(hosts: options.hosts)
    for number in 0..<options.urls {
      spring.removeAll()
      spring.add(number)
      let link = spring.links[0]
      let host = UInt32(spring.host(of: number) + 1)
      if number < options.hosts {
        let origin = String(decoding: spring.text[..<Int(link.originLength)], as: UTF8.self)
        batch.hosts.append(
          HostRow(
            id: host, origin: origin, scheme: "https", name: String(origin.dropFirst(8)),
            port: 443, registrableDomain: nil))
      }
      batch.addURL(
        id: UInt32(number + 1), host: host, fingerprint: link.fingerprint, text: spring.text.span,
        depth: 1, via: 1, kind: .anchor, state: number.isMultiple(of: 2) ? .queued : .fetched,
        reason: "discovered")
      guard batch.urls.count == 10_000 || number == options.urls - 1 else { continue }
      try writer.write(batch)
      try writer.commit()
      batch.removeAll(keepingCapacity: true)
    }
    try writer.finish(status: "interrupted", at: 0, indexed: false)
  }

  private static func size(of path: String) -> Int {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }

  /// The folder holds what this program has put there.
  private static func remove(_ folder: String) {
    for name in ["crawl.db", "crawl.db-wal", "crawl.db-shm", "lock", "crawl.lock"] {
      unsafe unlink(folder + "/" + name)
    }
    unsafe rmdir(folder)
  }
}
