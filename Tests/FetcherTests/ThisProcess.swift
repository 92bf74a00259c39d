import Foundation
import Testing

/// What the kernel says about the process that the test runs in.
enum ThisProcess {
  /// How many descriptors are open, but for the timers of the library that runs the tests.
  static func descriptors() throws -> Int {
    let files = FileManager.default
    return try names(in: "/proc/self/fd").count {
      let target = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      return target != nil && target != "anon_inode:[timerfd]"
    }
  }

  static func threads() throws -> Int { try names(in: "/proc/self/task").count }

  /// How many descriptors all event loops watch together.
  static func watchedDescriptors() throws -> Int {
    try names(in: "/proc/self/fdinfo").reduce(0) { sum, name in
      sum + lines(of: "/proc/self/fdinfo/\(name)").count(where: isWatch)
    }
  }

  /// Whether a line of an epoll instance tells of a descriptor, `tfd: 6 events: 19 …`. What the
  /// library that runs the tests watches is watched once (`EPOLLONESHOT`).
  private static func isWatch(_ line: Substring) -> Bool {
    let words = line.split(separator: " ", omittingEmptySubsequences: true)
    guard words.first == "tfd:", words.count > 3, let events = UInt32(words[3], radix: 16) else {
      return false
    }
    return events & 0x4000_0000 == 0
  }

  /// Memory that is in use and not a file's, in bytes.
  static func residentBytes() throws -> Int {
    let line = lines(of: "/proc/self/status").first { $0.hasPrefix("RssAnon:") }
    let words = try #require(line).split(whereSeparator: \.isWhitespace)
    return try #require(Int(words[1])) * 1024
  }

  /// Raises the soft limit of open descriptors, as far as the hard one allows.
  static func raiseDescriptorLimit(to count: UInt) {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < count else { return }
    limit.rlim_cur = min(limit.rlim_max, count)
    _ = unsafe setrlimit(resource, &limit)
  }

  private static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  /// The lines of a small file; none when it is gone.
  private static func lines(of path: String) -> [Substring] {
    guard let bytes = FileManager.default.contents(atPath: path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
  }
}
