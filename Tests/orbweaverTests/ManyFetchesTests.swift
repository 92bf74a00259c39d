import Bodies
import CCurl
import CLinux
import EventLoop
import Fetcher
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// Ten thousand fetches at once on one loop: all are answered, and each takes little memory beside what
/// libcurl takes for it.
///
/// The server is a process of its own, as the descriptors of one do not suffice for both ends.
@Suite(.timeLimit(.minutes(5))) struct ManyFetchesTests {
  @Test(.disabled(if: Sanitizer.isOn, "\(Sanitizer.reason)"), .enabled(if: hasDescriptors))
  func tenThousandAtOnceOnOneThread() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      let figures = try await ManyFetches.measure(10_000, hosts: 200)
      print(figures)
      guard figures.first.answered == 10_000, figures.second.answered == 10_000,
        figures.second.atOnce == 10_000, figures.ownBytesEach <= 8192
      else { exit(1) }
    }
    print(String(decoding: result?.standardOutputContent ?? [], as: UTF8.self), terminator: "")
  }

  private static let hasDescriptors = DescriptorLimit.raise() > 10_100
}

/// Fetches the same URLs twice: handles and connections are made the first time, so that what the heap
/// grows by at the height of the second time is what the fetches take by themselves. What libcurl
/// allocates, for its buffers, is told apart: it allocates through functions that count.
private struct ManyFetches: CustomStringConvertible {
  struct Round {
    var answered = 0
    /// Under way at the height of the round.
    var atOnce = 0
    /// At the same moment, in all and of libcurl.
    var heapBytes = 0
    var curlBytes = 0
  }

  var first = Round()
  var second = Round()
  /// Between the rounds, in all and of libcurl.
  var restingBytes = 0
  var restingCurlBytes = 0
  let count: Int

  var bytesEach: Int { (second.heapBytes - restingBytes) / count }

  var curlBytesEach: Int { (second.curlBytes - restingCurlBytes) / count }

  /// Coroutines, continuations, what is asked and what is answered.
  var ownBytesEach: Int { bytesEach - curlBytesEach }

  var description: String {
    """
    \(first.atOnce) at once, then \(second.atOnce): \(ownBytesEach) bytes a fetch, and \
    \(curlBytesEach) of libcurl; \(restingBytes / count) bytes a handle and connection, \
    \(restingCurlBytes / count) of them libcurl's
    """
  }

  static func measure(_ count: Int, hosts: Int) async throws -> ManyFetches {
    CurlHeap.count()
    DescriptorLimit.raise()
    let workplace = try Workplace()
    let web = try Program(workplace: workplace).start([
      "web", "--latency", "\(latency)s", "--hosts", "\(hosts)", "--pages", "1", "--links", "1",
      "--page-size", "1K",
    ])
    try await web.wait { $0.output.hasSuffix("\n") }
    let port = try #require(web.output.dropLast(2).split(separator: ":").last.flatMap { Int($0) })
    let urls = (0..<count).map { "http://127.0.0.\($0 % hosts + 1):\(port)/" }
    let loop = try EventLoop.start(named: "fetches")
    var settings = FetchSettings(userAgent: "orbweaver-test/1.0")
    settings.proxy = ""
    settings.maximumConnections = 2 * count
    // What libcurl reads into is its own affair: as little as it lets one choose.
    settings.receiveBuffer = 1024
    let fetcher = try await Fetcher(on: loop, settings: settings, bodies: BodyArena())
    var figures = ManyFetches(count: count)
    figures.first = await fetch(urls, fetcher, loop)
    figures.restingBytes = Int(orb_heap_in_use())
    figures.restingCurlBytes = CurlHeap.bytes
    figures.second = await fetch(urls, fetcher, loop)
    await fetcher.close()
    web.send(SIGTERM)
    _ = try await web.outcome()
    return figures
  }

  /// Seconds until an answer: more than it takes to ask for all.
  private static let latency = 4

  private static func fetch(
    _ urls: [String], _ fetcher: Fetcher, _ loop: EventLoop
  ) async -> Round {
    await withTaskGroup(of: Bool.self) { group in
      for url in urls {
        group.addTask(executorPreference: loop.executor) {
          guard case .response(let response) = await fetcher.fetch(FetchRequest(url: url)) else {
            return false
          }
          return response.status == 200 && !response.isTruncated && response.body.count > 0
        }
      }
      var round = Round()
      while true {
        let underWay = await fetcher.inFlight
        guard underWay >= round.atOnce, underWay < urls.count else { break }
        round.atOnce = underWay
        try? await Task.sleep(for: .milliseconds(5))
      }
      // Requests go out as sockets can be written to; answers come later.
      try? await Task.sleep(for: .milliseconds(500))
      round.atOnce = await fetcher.inFlight
      round.heapBytes = Int(orb_heap_in_use())
      round.curlBytes = CurlHeap.bytes
      for await isAnswered in group where isAnswered { round.answered += 1 }
      return round
    }
  }
}

/// What libcurl has allocated.
private enum CurlHeap {
  private static let inUse = Atomic(0)

  static var bytes: Int { inUse.load(ordering: .relaxed) }

  private static func took(_ piece: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    unsafe inUse.add(Int(orb_heap_piece(piece)), ordering: .relaxed)
    return unsafe piece
  }

  private static func gaveBack(_ piece: UnsafeMutableRawPointer?) {
    unsafe inUse.subtract(Int(orb_heap_piece(piece)), ordering: .relaxed)
  }

  /// Counts from now on: before anybody else sets libcurl up.
  static func count() {
    // CURL_GLOBAL_ALL.
    let code = unsafe curl_global_init_mem(
      3, { unsafe CurlHeap.took(malloc($0)) },
      {
        unsafe CurlHeap.gaveBack($0)
        unsafe free($0)
      },
      {
        unsafe CurlHeap.gaveBack($0)
        return unsafe CurlHeap.took(realloc($0, $1))
      },
      { text in
        guard let text = unsafe text, let copy = unsafe strdup(text) else { return nil }
        return unsafe CurlHeap.took(copy)?.assumingMemoryBound(to: CChar.self)
      }, { unsafe CurlHeap.took(calloc($0, $1)) })
    precondition(code == CURLE_OK, "libcurl cannot be set up")
  }
}
