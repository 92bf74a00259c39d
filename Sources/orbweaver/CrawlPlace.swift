import ArgumentParser
import CrawlStore
import Glibc

/// Which crawl a command is about.
struct CrawlPlace: ParsableArguments {
  @Argument(
    help: .init(
      """
      The folder of a crawl, running or ended. (default: the crawl below output/ that was written to \
      last)
      """,
      valueName: "folder"),
    completion: .directory)
  var folder: String?

  /// The folder's path.
  func path() throws(Complaint) -> String {
    if let folder { return folder }
    guard let newest = Self.newest(below: "output") else {
      throw Complaint(
        .files, "output", "there is no crawl in this folder", mend: "name the folder of a crawl")
    }
    return newest
  }

  /// Does something with the crawl in a folder, which is only read.
  static func reading<Result>(
    _ folder: String, _ body: (borrowing CrawlReader) throws(StoreError) -> Result
  ) throws(Complaint) -> Result {
    do throws(StoreError) {
      return try body(try CrawlReader(folder))
    } catch {
      throw Complaint(.files, error.description)
    }
  }

  /// The folder below another whose crawl was written to last; nil where there is none.
  private static func newest(below parent: String) -> String? {
    guard let stream = unsafe opendir(parent) else { return nil }
    defer { unsafe closedir(stream) }
    var newest: (path: String, written: (Int, Int))?
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      }
      let path = parent + "/" + name
      guard let written = written(path), newest.map({ $0.written < written }) ?? true else {
        continue
      }
      newest = (path, written)
    }
    return newest?.path
  }

  /// When the crawl in a folder was written to last: seconds and nanoseconds.
  private static func written(_ folder: String) -> (Int, Int)? {
    guard let database = modified(folder + "/crawl.db") else { return nil }
    return max(database, modified(folder + "/crawl.db-wal") ?? database, by: <)
  }

  private static func modified(_ path: String) -> (Int, Int)? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }

  private static func max(
    _ left: (Int, Int), _ right: (Int, Int), by isLess: ((Int, Int), (Int, Int)) -> Bool
  ) -> (Int, Int) { isLess(left, right) ? right : left }
}

/// What a command that reads a crawl prints.
struct OutputForm: ParsableArguments {
  @Flag(
    help:
      "Print comma-separated values (RFC 4180, lines ended by LF), with a line of names. (default: text)"
  )
  var csv = false

  @Flag(help: "Print JSON. (default: text)")
  var json = false

  func validate() throws {
    if csv && json { throw ValidationError("--csv and --json contradict each other; give one") }
  }
}
