internal import Glibc

/// The right to write a crawl: one process at a time, held as `flock` on `crawl.lock`.
///
/// The kernel gives it back when the process dies, however it dies. The file holds the process id, so
/// that who comes second can say who was first.
struct FolderLock: ~Copyable {
  private let descriptor: Int32
  private let path: String

  init(_ path: String) throws(StoreError) {
    while true {
      let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw .system(errno, at: path, "cannot make the lock file") }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let number = errno
        let owner = Self.owner(descriptor)
        close(descriptor)
        throw number == EWOULDBLOCK
          ? Self.taken(path, by: owner) : .system(number, at: path, "cannot lock this file")
      }
      // The last owner may have unlinked the file between our `open` and our `flock`.
      guard Self.isFile(path, descriptor) else {
        close(descriptor)
        continue
      }
      Self.write("\(getpid())\n", to: descriptor)
      self.descriptor = descriptor
      self.path = path
      return
    }
  }

  deinit {
    unsafe unlink(path)
    close(descriptor)
  }

  private static func taken(_ path: String, by owner: String) -> StoreError {
    StoreError(
      .busy, at: path, "process \(owner) is writing this crawl",
      mend: "wait until it is done, or stop it")
  }

  private static func isFile(_ path: String, _ descriptor: Int32) -> Bool {
    var named = stat()
    var held = stat()
    guard unsafe stat(path, &named) == 0, unsafe fstat(descriptor, &held) == 0 else { return false }
    return named.st_ino == held.st_ino && named.st_dev == held.st_dev
  }

  private static func owner(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
    let digits = bytes.prefix(max(0, count)).prefix { (48...57).contains($0) }
    return digits.isEmpty ? "of unknown number" : String(decoding: digits, as: UTF8.self)
  }

  /// A lock without its owner's name still locks, so a full disk is no reason to fail here.
  private static func write(_ text: String, to descriptor: Int32) {
    ftruncate(descriptor, 0)
    let bytes = Array(text.utf8)
    _ = unsafe pwrite(descriptor, bytes, bytes.count, 0)
  }
}
