package import Bodies
private import CCurl
package import EventLoop
import Synchronization

/// Fetches URLs with libcurl, one after the other: a fetch blocks the thread that asked for it until all
/// has come. Each thread has one of its own.
///
/// The same requests and outcomes as the `Fetcher` of an event loop, from the same `Transfer`; what
/// differs is who waits. Connections are kept and reused by each thread for itself.
package struct BlockingFetcher: ~Copyable {
  private let transfer: Transfer
  private let common: FetchCommons

  /// - Throws: `SystemError` when libcurl cannot be set up.
  package init(_ common: FetchCommons) throws(SystemError) {
    self.common = common
    transfer = try unsafe Transfer(
      settings: common.settings, sockets: nil, share: common.share, flow: common.flow,
      gate: common.gate, bodies: common.bodies)
    transfer.isCancelled = { [common] in common.isCancelled }
    transfer.easy.keepConnections(common.settings.maximumConnections)
  }

  /// Fetches one URL. Never throws: whatever goes wrong is an outcome.
  package func fetch(_ request: FetchRequest) -> FetchOutcome {
    guard !common.isCancelled else { return .stopped }
    transfer.prepare(request)
    let result = transfer.easy.perform()
    transfer.end()
    return transfer.outcome(result)
  }
}

/// What the threads that fetch for one crawl have in common: their settings, cookies, resolved names, TLS
/// sessions, the rate, and whether they are to stop.
package final class FetchCommons: Sendable {
  let settings: FetchSettings
  let bodies: BodyArena
  let gate: AddressGate?
  let flow: ThreadFlow
  private let cancelled = Atomic(false)
  // Reason: the pointer never changes, and libcurl locks what it leads to by itself; what it does not
  // lock, reading and adding cookies, stands under `cookies`.
  nonisolated(unsafe) let share: CurlShare
  private let cookies = Mutex(())

  /// - Parameters:
  ///   - bodies: where the bodies are to lie.
  ///   - gate: as for `Fetcher`; called on whichever thread connects.
  /// - Throws: `SystemError` when libcurl cannot be set up.
  package init(
    settings: FetchSettings, bodies: BodyArena, gate: AddressGate? = nil
  ) throws(SystemError) {
    guard orb_global_init() == CURLE_OK else { throw SystemError("curl_global_init", errno: 0) }
    self.settings = settings
    self.bodies = bodies
    self.gate = settings.isDirect ? gate : nil
    flow = ThreadFlow(rate: settings.bytesPerSecond)
    unsafe share = try CurlShare(
      of: .threads, keepsCookies: settings.cookieFile != nil || settings.keepsCookies)
  }

  /// Ends everything under way as cancelled, within a second, and refuses what comes later.
  package func cancelAll() {
    cancelled.store(true, ordering: .releasing)
    flow.end()
  }

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  /// The cookies that are kept, each as a line of a file in Netscape's format. O(cookies).
  package var cookieLines: [String] { cookies.withLock { _ in unsafe share.cookieLines } }

  /// Adds cookies from such lines, where cookies are kept.
  package func load(cookies lines: [String]) {
    cookies.withLock { _ in unsafe share.add(cookies: lines) }
  }
}
