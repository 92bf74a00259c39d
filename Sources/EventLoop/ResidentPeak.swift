import Glibc

/// The most memory that a process had at once.
package enum ResidentPeak {
  /// Bytes of physical memory at the peak, as the kernel keeps it for the memory that a process has now
  /// (proc(5), `VmHWM`); nil for a process that is gone or ended.
  ///
  /// Not `ru_maxrss`: that one is inherited through fork and exec, so that a small program started by
  /// a large one seems to have been as large. Reads a file: some 20 µs.
  package static func bytes(of process: Int32 = getpid()) -> Int64? {
    let descriptor = unsafe open("/proc/\(process)/status", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 8_192)
    let count = unsafe read(descriptor, &text, text.count)
    return bytes(in: text.prefix(max(0, count)))
  }

  /// The peak that the text of such a file states.
  package static func bytes(in status: some Collection<UInt8>) -> Int64? {
    let name = Array("VmHWM:".utf8)
    let line = status.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: name) }
    let digits = line?.dropFirst(name.count).drop { $0 == 0x09 || $0 == 0x20 }
      .prefix { (0x30...0x39).contains($0) }
    guard let digits, let kibibytes = Int64(String(decoding: digits, as: UTF8.self)) else {
      return nil
    }
    return kibibytes << 10
  }
}
