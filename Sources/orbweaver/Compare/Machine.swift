import Glibc

/// The machine that a comparison runs on.
enum Machine {
  /// The processor and the system, for people: `AMD EPYC 7B13, Linux 6.1.0`.
  static var description: String {
    var system = utsname()
    guard unsafe uname(&system) == 0 else { return processor }
    let name = unsafe withUnsafeBytes(of: system.sysname) { unsafe text($0) }
    let release = unsafe withUnsafeBytes(of: system.release) { unsafe text($0) }
    return "\(processor), \(name) \(release)"
  }

  /// What the first processor calls itself; not all architectures say.
  private static var processor: String {
    guard let bytes = try? InputFile.read("/proc/cpuinfo") else { return "unknown processor" }
    let line = bytes.split(separator: UInt8(ascii: "\n")).first {
      $0.starts(with: Array("model name".utf8))
    }
    guard let line, let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      return "unknown processor"
    }
    return String(decoding: line[(colon + 1)...].drop { $0 == 0x20 }, as: UTF8.self)
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
