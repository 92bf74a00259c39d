import Glibc

/// What goes to standard output, gathered so that not each line is a system call.
struct OutputBuffer {
  private static let size = 1 << 16
  private var text: String
  /// The `errno` of the first write that failed.
  private var failure: Int32?

  init(_ head: String = "") { text = head }

  /// Writes a text at once.
  ///
  /// - Throws: `Complaint` as `finish`.
  static func write(_ text: String) throws(Complaint) {
    var buffer = OutputBuffer(text)
    try buffer.finish()
  }

  /// - Returns: false when nobody reads any more, or nothing more can be written.
  mutating func add(_ line: String) -> Bool {
    text += line
    if text.utf8.count >= Self.size { flush() }
    return failure == nil
  }

  /// Writes the rest. A reader that went away (`| head`) has had enough, which is no error.
  ///
  /// - Throws: `Complaint` when something else kept the output from being written: a full disk.
  mutating func finish() throws(Complaint) {
    flush()
    guard let failure, failure != EPIPE else { return }
    let why = unsafe strerror(failure).map { unsafe String(cString: $0) } ?? "error \(failure)"
    throw Complaint(
      .files, "standard output", "cannot be written (\(why))", mend: "the output is not whole")
  }

  private mutating func flush() {
    if failure == nil && !Console.output(text) { failure = errno }
    text = ""
  }
}
