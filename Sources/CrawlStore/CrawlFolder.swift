internal import Glibc

/// Where the parts of a crawl lie, and the checks before one is made or opened.
struct CrawlFolder {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  var database: String { path + "/crawl.db" }
  var lock: String { path + "/crawl.lock" }

  private enum Entry { case none, folder, other }

  /// Makes the folder and its parents, and makes sure that nothing is in it.
  ///
  /// An empty folder is welcome: a person may have made it, with the permissions wanted.
  func create() throws(StoreError) {
    switch try entry(path) {
    case .other:
      throw StoreError(.exists, at: path, "this is a file", mend: "name a folder for the crawl")
    case .folder: try refuseContent()
    case .none: try makeFolders()
    }
    guard unsafe faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0 else {
      throw .system(errno, at: path, "this folder cannot be written")
    }
  }

  /// Makes sure that the folder holds a crawl.
  func requireCrawl() throws(StoreError) {
    let mend = "name a folder that a crawl has written"
    switch try entry(path) {
    case .none: throw StoreError(.notACrawl, at: path, "there is no such folder", mend: mend)
    case .other: throw StoreError(.notACrawl, at: path, "this is a file", mend: mend)
    case .folder: break
    }
    guard try entry(database) == .other else {
      throw StoreError(.notACrawl, at: path, "there is no crawl.db in this folder", mend: mend)
    }
  }

  /// Takes back what a failed start has made, so that the next one finds an empty folder again.
  func removeDatabase() {
    for suffix in ["", "-wal", "-shm", "-journal"] { unsafe unlink(database + suffix) }
  }

  /// Whether there is a database of a crawl that was killed before it had begun: an empty one, or one
  /// of ours without a status. Nothing is lost with it.
  func holdsStillborn() throws(StoreError) -> Bool {
    guard try entry(database) == .other else { return false }
    do throws(StoreError) {
      let database = try CrawlDatabase.reading(database)
      if try database.integer("SELECT count(*) FROM sqlite_schema") == 0 { return true }
      guard try database.integer("PRAGMA application_id") == Schema.applicationID else {
        // Tables are made in one transaction, which begins with the mark; before it stands the list of
        // migrations alone.
        return try database.integer(
          "SELECT count(*) FROM sqlite_schema WHERE tbl_name NOT LIKE 'grdb_%'") == 0
      }
      return try database.integer("SELECT count(*) FROM crawl WHERE key = 'status'") == 0
    } catch {
      // Whoever opens it next finds out what is the matter.
      return false
    }
  }

  /// Makes sure that the crawl in this folder had begun.
  func refuseStillborn() throws(StoreError) {
    guard try holdsStillborn() else { return }
    throw StoreError(
      .notACrawl, at: path, "the crawl in this folder was killed before it had begun",
      mend: "begin it again: orbweaver crawl")
  }

  /// Makes sure that no crawl has begun here.
  func refuseDatabase() throws(StoreError) {
    if try entry(database) != .none {
      throw StoreError(
        .exists, at: path, "this folder holds a crawl already",
        mend: "resume that crawl, or choose another folder")
    }
  }

  private func refuseContent() throws(StoreError) {
    if try holdsStillborn() { return }
    try refuseDatabase()
    guard try isEmpty() else {
      throw StoreError(
        .exists, at: path, "this folder is not empty", mend: "choose a new or an empty one")
    }
  }

  private func entry(_ path: String) throws(StoreError) -> Entry {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      if errno == ENOENT { return .none }
      let number = errno
      if number == ENOTDIR {
        throw StoreError(
          .exists, at: path, "one of the parents is a file", mend: "choose another folder")
      }
      throw .system(number, at: path, "cannot look at this path")
    }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
  }

  private func isEmpty() throws(StoreError) -> Bool {
    guard let stream = unsafe opendir(path) else {
      throw .system(errno, at: path, "this folder cannot be read")
    }
    defer { unsafe closedir(stream) }
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      }
      // A crawl that was killed at its very start leaves a lock that nobody holds.
      guard [".", "..", "crawl.lock"].contains(name) else { return false }
    }
    return true
  }

  private func makeFolders() throws(StoreError) {
    var end = path.startIndex
    while end != path.endIndex {
      let slash = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let prefix = String(path[..<slash])
      end = slash
      guard unsafe mkdir(prefix, 0o777) != 0, errno != EEXIST else { continue }
      throw .system(errno, at: prefix, "this folder cannot be made")
    }
  }
}
