import Glibc

/// The folder that a comparison is written to, with a folder in it for what its runs leave behind.
struct ComparisonFolder {
  let path: String
  private var runs: String { path + "/runs" }

  /// Makes it, with its parents.
  ///
  /// - Throws: `Complaint` when it cannot be made, or is there and not empty.
  init(making path: String) throws(Complaint) {
    self.path = path
    try Self.make(path)
    guard Self.names(in: path).isEmpty else {
      throw Complaint(
        .files, path, "this folder is not empty", mend: "choose a new or an empty one")
    }
    try Self.make(path + "/runs")
  }

  /// The file of a report.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  func run(_ name: String) -> RunFiles { RunFiles(path: "\(runs)/\(name)") }

  /// The list that runs take their seeds from.
  func seedList(_ name: String) -> String { "\(runs)/\(name).txt" }

  /// Removes what the runs left behind.
  func removeRuns() { Self.remove(runs) }

  /// Removes the folder, where nothing came of it.
  func removeEmpty() {
    removeRuns()
    unsafe rmdir(path)
  }

  /// Removes a file, or a folder with all that is in it; what cannot be removed stays. Symbolic links are
  /// not followed.
  fileprivate static func remove(_ path: String) {
    if unsafe unlink(path) == 0 || errno == ENOENT { return }
    for name in names(in: path) { remove(path + "/" + name) }
    unsafe rmdir(path)
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private static func make(_ path: String) throws(Complaint) {
    var end = path.startIndex
    while end != path.endIndex {
      let slash = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let prefix = String(path[..<slash])
      end = slash
      guard unsafe mkdir(prefix, 0o777) != 0, errno != EEXIST else { continue }
      let why = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
      throw Complaint(
        .files, prefix, "this folder cannot be made (\(why))", mend: "choose another with --output")
    }
  }
}

/// What one run leaves behind: a crawl, and files beside it.
struct RunFiles {
  /// The crawl's folder.
  let path: String
  var output: String { path + ".out" }
  var errors: String { path + ".err" }
  var measurements: String { path + ".tsv" }
  var systemCalls: String { path + ".strace" }

  func remove() {
    ComparisonFolder.remove(path)
    for file in [output, errors, measurements, systemCalls] { unsafe unlink(file) }
  }

  /// The last line that the run said, which tells why it failed.
  var lastWords: String {
    guard let bytes = try? InputFile.read(errors),
      let line = bytes.split(separator: UInt8(ascii: "\n")).last
    else { return "it said nothing" }
    let text = String(decoding: line, as: UTF8.self)
    return text.hasPrefix("orbweaver: ") ? String(text.dropFirst("orbweaver: ".count)) : text
  }
}
