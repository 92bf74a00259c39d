import Glibc

/// Writes the small files that a person asked for on the command line.
enum OutputFile {
  /// Replaces a file's content, or makes the file.
  ///
  /// - Throws: `Complaint` that names the file.
  static func write(_ text: String, to path: String) throws(Complaint) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw unwritable(path, errno) }
      rest = rest.dropFirst(count)
    }
  }

  private static func unwritable(_ path: String, _ code: Int32) -> Complaint {
    if [ENOSPC, EDQUOT, EFBIG].contains(code) {
      return Complaint(.diskFull, path, "no space is left for it", mend: "make room")
    }
    let why = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return Complaint(
      .files, path, "cannot be written (\(why))", mend: "name a file in a folder of yours")
  }
}
