import Crawler
import EventLoop
import Foundation
import SyntheticWeb
import TestSupport
import Testing

/// What a crawl takes, and that it gives it back. Each test is a process of its own, so that no other
/// test's descriptors, children or memory are counted.
@Suite(.timeLimit(.minutes(2))) struct FootprintTests {
  @Test(.disabled(if: Sanitizer.isOn, "\(Sanitizer.reason)"))
  func aCrawlLeavesNoDescriptorNoChildAndNoThread() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try Folder()
      _ = try await smallCrawl(in: folder.path + "/warm-up", concurrency: 16)
      let before = try Footprint()
      for number in 0..<3 {
        _ = try await smallCrawl(in: folder.path + "/\(number)", concurrency: 16)
      }
      let after = try Footprint()
      guard after.sockets == before.sockets, after.files == before.files,
        after.loopThreads == 0, waitpid(-1, nil, WNOHANG) == -1
      else {
        print("before \(before), after \(after)")
        exit(1)
      }
    }
  }

  @Test(.disabled(if: Sanitizer.isOn, "\(Sanitizer.reason)"))
  func idleCoroutinesCostLittleMemoryAndNoThreads() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try Folder()
      _ = try await smallCrawl(in: folder.path + "/few", concurrency: 16)
      let few = try Footprint()
      let threads = try await smallCrawl(in: folder.path + "/many", concurrency: 10_000)
      let many = try Footprint()
      let bytesEach = (many.peakKiB - few.peakKiB) * 1024 / 10_000
      // One for the crawl's loop, one for the store, one for the web, the cooperative pool and main.
      guard bytesEach <= 4096, threads <= 16 else {
        print("\(bytesEach) bytes a coroutine, \(threads) threads")
        exit(1)
      }
    }
  }
}

/// Crawls a small web.
/// - Returns: the most threads that were seen meanwhile.
@discardableResult
private func smallCrawl(in directory: String, concurrency: Int) async throws -> Int {
  var shape = WebShape()
  shape.pagesPerHost = 100
  let web = shape
  return try await serving({ SyntheticServer(shape: web, on: $0) }) { _, port in
    let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: directory) {
      $0.concurrency = concurrency
    }
    let crawl = Crawl(plan: plan)
    async let summary = crawl.run()
    var threads = 0
    try await poll {
      threads = max(
        threads,
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0)
      return crawl.statistics.answers >= 50
    }
    _ = try await summary
    return threads
  }
}

/// What this process holds at a moment.
private struct Footprint {
  var sockets = 0
  var files = 0
  var loopThreads = 0
  var peakKiB = 0

  init() throws {
    let manager = FileManager.default
    for descriptor in try manager.contentsOfDirectory(atPath: "/proc/self/fd") {
      // libdispatch opens and closes epoll and timer descriptors as it likes: those do not count.
      let target = try? manager.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + descriptor)
      if target?.hasPrefix("socket:") == true { sockets += 1 }
      if target?.contains("/crawl.db") == true || target?.contains("memfd") == true { files += 1 }
    }
    for thread in try manager.contentsOfDirectory(atPath: "/proc/self/task") {
      let name = try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)
      if name?.hasPrefix("orb-") == true { loopThreads += 1 }
    }
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    peakKiB = line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }
}
