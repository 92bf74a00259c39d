import DequeModule
import Spill
import WebURL

/// What waits for the hosts: adding it, taking it, and where it is while it waits.
extension FrontierState {
  /// Adds a URL behind, or with the order of the last before, those that wait.
  ///
  /// - Parameter path: what stands behind the origin.
  mutating func enqueue(_ url: QueuedURL, path: Span<UInt8>, level: UInt8, on host: Int) {
    queues.push(url, path: path, level: level, to: &hosts[host].queue)
    hosts[host].isWarm = true
    if settings.order == .priority { ranks.enter(url.id, level: level, depth: url.depth) }
    counts.queued += 1
  }

  /// Puts a URL that was leased before all that wait.
  mutating func putBack(_ work: Work, tries: UInt8, on host: Int) {
    let url = QueuedURL(id: work.id, depth: work.depth, hops: work.hops, tries: tries)
    let path = Array(work.url.utf8.dropFirst(Int(hosts[host].origin.count)))
    hosts[host].makeAside().returned.append(.init(url: url, path: path))
    counts.queued += 1
  }

  /// Takes out the next URL of a host; its path then stands in `path`. Nil when there is none, or when
  /// it cannot be read: then the crawl is over.
  mutating func takeURL(of host: Int) -> QueuedURL? {
    if let returned = hosts[host].aside?.returned.popFirst() {
      hosts[host].tidy()
      counts.queued -= 1
      path = returned.path
      return returned.url
    }
    hosts[host].isWarm = true
    do throws(SpillError) {
      while let (url, level) = try queues.pop(from: &hosts[host].queue, path: &path) {
        // The URL has risen since, and stands in a higher level.
        if settings.order == .priority && !ranks.leave(url.id, level: level) { continue }
        counts.queued -= 1
        return url
      }
    } catch { fail(error) }
    return nil
  }

  mutating func fail(_ error: SpillError) {
    failure = failure ?? error
    isStopping = true
  }

  // MARK: Priority

  /// How soon a link's URL is to be fetched; a level of its host's queue.
  func level(
    of url: Span<UInt8>, depth: UInt16, sitemapPriority: UInt16?
  ) -> UInt8 {
    guard settings.order == .priority else { return 0 }
    return UInt8(
      priorities.score(of: url, depth: depth, sitemapPriority: sitemapPriority, inlinks: 1))
  }

  /// Notes one link more to a URL that is known, which may let it rise.
  mutating func noteLink(
    to id: UInt32, _ link: LinkFact, _ text: [UInt8], from source: LinkSource
  ) {
    guard let (level, depth) = ranks.noteLink(to: id),
      let host = hostNumbers.id(of: link.originFingerprint)
    else { return }
    let url = QueuedURL(id: id, depth: depth, hops: source.hops, tries: 0)
    queues.push(
      url, path: text.span.extracting(link.pathRange), level: level,
      to: &hosts[Int(host) - 1].queue)
    schedule(Int(host) - 1)
  }

  // MARK: Memory

  /// Hosts that are looked at, in one call, for something to put into the file.
  private static let hostsAtOnce = 4096

  /// Puts what waits for some hosts into the file, and what is known of their robots.txt, if that takes
  /// more memory than it may: of hosts that were left alone for a round of the hand. Amortised O(1) a URL.
  mutating func saveMemory() {
    guard queues.memory > settings.memory || isShortOfMemoryForRules,
      settings.spillDirectory != nil, failure == nil
    else { return }
    let goal = settings.memory - settings.memory / 16
    for _ in 0..<min(Self.hostsAtOnce, hosts.count * 2)
    where queues.memory > goal || isShortOfMemoryForRules {
      spillHand = spillHand + 1 < hosts.count ? spillHand + 1 : 0
      let isWarm = hosts[spillHand].isWarm
      hosts[spillHand].isWarm = false
      guard !isWarm else { continue }
      do throws(SpillError) {
        if queues.memory > goal { try queues.spill(hosts[spillHand].queue) }
        if isShortOfMemoryForRules { try shelveRules(of: spillHand) }
      } catch { return fail(error) }
    }
  }

  /// What the frontier takes of memory and disk.
  var footprint: FrontierFootprint {
    FrontierFootprint(
      rules: rulesMemory, urls: seen.bytes + provisional.memory + ranks.memory,
      hosts: hosts.capacity * MemoryLayout<HostState>.stride + hostNumbers.bytes + origins.memory
        + addresses.memory + schedules.reduce(0) { $0 + $1.memory },
      queues: queues.memory, queueIndex: queues.overhead, disk: queues.mostSpilled)
  }
}

extension LinkFact {
  /// Where the URL's path, and what follows it, stands in its page's `text`.
  var pathRange: Range<Int> {
    let range = textRange
    return min(range.lowerBound + Int(originLength), range.upperBound)..<range.upperBound
  }
}
