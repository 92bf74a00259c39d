import Bodies
import Fetcher
package import Frontier
import ParserPool
import ParserWire

/// What a plan means to each room.
extension CrawlPlan {
  package var frontierSettings: FrontierSettings {
    var settings = FrontierSettings()
    settings.politeness = politeness
    settings.maximumDepth = maximumDepth
    settings.maximumPages = maximumPages
    settings.maximumBytes = maximumBytes
    settings.maximumPagesPerHost = maximumPagesPerHost
    settings.maximumErrorsPerHost = maximumErrorsPerHost
    settings.requestsPerSecond = requestsPerSecond
    settings.order = order
    settings.boosts = boosts
    settings.seed = chance ?? .random(in: .min ... .max)
    settings.memory = frontierMemory
    settings.spillDirectory = directory
    settings.followsAssets = followsAssets
    settings.followsNofollow = followsNofollow
    settings.skipsLinksOfDuplicates = duplicates == .skipLinks
    if traps == .avoid {
      settings.traps = TrapRules(key: chance ?? .random(in: .min ... .max), year: WallClock.year)
    }
    settings.maximumSitemaps = maximumSitemaps
    settings.loops = loops
    return settings
  }

  var fetchSettings: FetchSettings {
    var settings = FetchSettings(userAgent: userAgent)
    settings.headers = headers
    settings.connectTimeout = connectTimeout
    settings.totalTimeout = timeout
    settings.maximumBody = maximumBody
    settings.proxy = proxy
    settings.certificateAuthorities = certificateAuthorities
    settings.verifiesTLS = verifiesTLS
    settings.cookieFile = hasStoredCookies ? nil : cookieFile
    settings.keepsCookies = hasStoredCookies
    // With thousands under way it is the memory that counts.
    settings.receiveBuffer = concurrency <= 256 ? 64 << 10 : 16 << 10
    if let bytesPerSecond {
      let share = max(1, bytesPerSecond / loops)
      settings.bytesPerSecond = share
      // What is read at once comes at once.
      settings.receiveBuffer = min(settings.receiveBuffer, max(1 << 10, share / 8))
    }
    settings.maximumConnections = max(64, min(concurrency * 2, 4096))
    settings.openConnections = connectionsPerLoop
    return settings
  }

  /// The same for workers that fetch with a handle of their own each.
  var blockingFetchSettings: FetchSettings {
    var settings = fetchSettings
    let share = (connectionsPerLoop ?? 1024) / concurrency
    settings.maximumConnections = max(1, min(share, mode == .sync ? 64 : 4))
    settings.bytesPerSecond = bytesPerSecond
    return settings
  }

  func poolSettings(secret: (UInt64, UInt64)) -> PoolSettings {
    let page = 4096
    let largest = max(maximumBody, CrawlErrand.maximumSitemapBytes)
    let body = (largest + page - 1) / page * page
    let slots = 4
    // What a sitemap of the largest size lists; memory that nobody writes to costs none.
    let reply = 64 << 20
    let worker = WorkerSettings(
      slotCount: UInt32(slots), bodyMemory: UInt64(BodyArena.usualCapacity),
      bodyCapacity: UInt32(body), replyCapacity: UInt32(reply),
      fingerprintKey0: secret.0, fingerprintKey1: secret.1, canonicalRules: canonicalRules,
      cpuMillisecondsPerPage: 10_000,
      addressSpaceBytes: UInt64(
        BodyArena.usualCapacity + slots * reply + (1 << 30) + 8 * body),
      productToken: productToken, htmlEngine: htmlEngine,
      wantsContentMarks: duplicates != .ignore || traps == .avoid)
    return PoolSettings(program: parserProgram, processes: parsers, worker: worker)
  }
}
