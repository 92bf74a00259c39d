internal import Glibc

/// Whether somebody is writing a crawl at this moment.
package enum CrawlLife: Sendable, Equatable {
  case written(byProcess: Int32)
  case left
  /// The system does not say.
  case unknown

  /// Asks the kernel's list of locks (proc(5), `/proc/locks`) for the one that `FolderLock` takes: to
  /// try the lock itself could turn away a writer that comes at the same moment.
  package static func of(_ directory: String) -> CrawlLife {
    var status = stat()
    guard unsafe stat(CrawlFolder(directory).lock, &status) == 0 else { return .left }
    guard let locks = text(of: "/proc/locks") else { return .unknown }
    for line in locks.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 5, fields[1] == "FLOCK", fields[3] == "WRITE",
        fields[5].split(separator: ":").last == "\(status.st_ino)"
      else { continue }
      return .written(byProcess: Int32(fields[4]) ?? 0)
    }
    return .left
  }

  private static func text(of path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      guard count > 0 else { return count == 0 ? String(decoding: bytes, as: UTF8.self) : nil }
      bytes += chunk[..<count]
    }
  }
}
