import EventLoop
import Foundation
import Synchronization
import TestSupport
import Testing

/// Threads of the operating system.
@Suite(.timeLimit(.minutes(1))) struct SystemThreadTests {
  @Test func joiningWaitsForTheEnd() async throws {
    let gate = Monitor(false)
    let isDone = Mutex(false)
    try await onThread {
      Result {
        let thread = try SystemThread(named: "test-thread") {
          gate.wait { $0 ? true : nil }
          isDone.withLock { $0 = true }
        }
        gate.withLock { $0 = true }
        gate.wakeAll()
        thread.join()
        #expect(isDone.withLock { $0 })
        // Another time is none.
        thread.join()
      }
    }.get()
  }

  /// - Returns: the name under which a thread that was given one runs.
  private func nameSeen(of name: String) async throws -> String? {
    try await onThread {
      Result {
        let seen = Mutex<String?>(nil)
        let thread = try SystemThread(named: name) {
          let text = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
          seen.withLock { $0 = text?.trimmingCharacters(in: .newlines) }
        }
        thread.join()
        return seen.withLock { $0 }
      }
    }.get()
  }

  @Test func itsNameIsSeenFromOutside() async throws {
    #expect(try await nameSeen(of: "orb-sync-123456") == "orb-sync-123456")
    // Too long for the kernel: what of it is seen does not matter, it runs.
    #expect(try await nameSeen(of: String(repeating: "long", count: 10)) != nil)
  }

  @Test func itRunsOnWhenNobodyHoldsIt() async throws {
    let (count, gate) = (20, Monitor((isOpen: false, ended: 0)))
    for _ in 0..<count {
      _ = try SystemThread(named: "test-thread") {
        gate.wait { $0.isOpen ? true : nil }
        gate.withLock { $0.ended += 1 }
        gate.wakeAll()
      }
    }
    let ended = await onThread {
      gate.withLock { $0.isOpen = true }
      gate.wakeAll()
      return gate.wait { $0.ended == count ? count : nil }
    }
    #expect(ended == count)
  }

  /// There is no memory for a stack. A process of its own: the limit is for good.
  @Test(.disabled(if: Sanitizer.isOn, "\(Sanitizer.reason)"))
  func oneThatCannotBeStartedIsAnError() async {
    await #expect(processExitsWith: .success) {
      let sizes = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      let pages = try #require(sizes.split(separator: " ").first.flatMap { rlim_t($0) })
      let bytes = pages * 4096 + 1 << 20
      var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      let gate = Monitor(false)
      do {
        // Some stacks may be left of threads that have ended.
        for _ in 0..<100 { _ = try SystemThread(named: "one-more") { gate.wait { $0 ? 1 : nil } } }
      } catch let error as SystemError where error.errno == EAGAIN { exit(0) }
      exit(1)
    }
  }
}
