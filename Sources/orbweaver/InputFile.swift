import Glibc

/// Reads the small files that a person names on the command line.
enum InputFile {
  /// A seed list beyond this is a mistake, not a list.
  static let limit = 1 << 30

  /// All bytes of a file.
  ///
  /// - Throws: `Complaint` that names the file.
  static func read(_ path: String) throws(Complaint) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    return try read(descriptor, named: path)
  }

  /// All bytes of standard input.
  static func readStandardInput() throws(Complaint) -> [UInt8] {
    try read(STDIN_FILENO, named: "standard input")
  }

  /// Makes sure that a file can be read, for those who leave the reading to others.
  static func check(_ path: String) throws(Complaint) {
    guard unsafe access(path, R_OK) == 0 else { throw unreadable(path, errno) }
    if isFolder(path) { throw unreadable(path, EISDIR) }
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func missing(_ path: String) -> Complaint { unreadable(path, ENOENT) }

  private static func read(_ descriptor: Int32, named name: String) throws(Complaint) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(name, errno) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= limit else {
        throw Complaint(.files, name, "more than 1 GB", mend: "split it into several files")
      }
    }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> Complaint {
    let name = path.isEmpty ? "''" : path
    switch code {
    case ENOENT, ENOTDIR:
      return Complaint(.files, name, "no such file", mend: "check the spelling and the folder")
    case EACCES, EPERM:
      return Complaint(
        .files, name, "no permission to read it", mend: "change its mode (chmod) or its owner")
    case EISDIR:
      return Complaint(.files, name, "this is a folder", mend: "name a file")
    default:
      let why = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
      return Complaint(.files, name, "cannot be read (\(why))", mend: "check the file and the disk")
    }
  }
}
