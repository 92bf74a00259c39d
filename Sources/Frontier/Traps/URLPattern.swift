/// The groups of like URLs that a URL belongs to, from the closest to the whole host: hashes, under a
/// crawl's secret, of what their members have in common.
///
/// Runs of digits count as one `#`, numbers in hexadecimal or Base64 as one `*`, and parameters by their
/// names, in any order. One granularity would not do: a trap may count (`/cal/2031/05`), give each page a name of its own
/// (`/x/foo-bar-baz`), or a folder (`/x/foo/bar/baz/`), or another set of parameters.
struct URLPattern: Sendable {
  /// How closely a group's members resemble each other.
  enum Level: Int, CaseIterable {
    /// The path, to its eighth segment, and the names of the parameters: `/cal/#/#?day`.
    case shape
    /// The path, whatever the parameters: `/list?…`; only of URLs with a query.
    case path
    /// What stands in the same folder, without those below: `/x/…`.
    case folder
    /// All below the first three folders of the path, the first two, the first: `/a/b/**`.
    case thirdFolder, secondFolder, firstFolder
    /// All of the host: `/**`.
    case host
  }

  private var keys = InlineArray<7, UInt64>(repeating: 0)

  /// The group's hash; 0 where there is no such group.
  subscript(level: Level) -> UInt64 { keys[level.rawValue] }

  /// O(length); nothing is allocated.
  ///
  /// - Parameters:
  ///   - url: path and query.
  ///   - host: the host's number, which stands for its origin.
  init(_ url: Span<UInt8>, host: Int, key: UInt64) {
    var sink = HashSink(KeyedHash(key, UInt64(truncatingIfNeeded: host)))
    let parts = URLParts(url)
    sink.read(url, parts)
    set(.shape, sink.hash)
    if let path = sink.path { set(.path, path) }
    if let folder = sink.folder { set(.folder, folder) }
    if let first = sink.first { set(.firstFolder, first) }
    if let second = sink.second { set(.secondFolder, second) }
    if let third = sink.third { set(.thirdFolder, third) }
    set(.host, sink.start)
  }

  private mutating func set(_ level: Level, _ hash: KeyedHash) {
    keys[level.rawValue] = hash.value(for: UInt64(level.rawValue) + 1)
  }

  /// A group as people read it.
  static func text(of url: Span<UInt8>, level: Level) -> String {
    var sink = TextSink()
    let parts = URLParts(url)
    sink.read(url, parts)
    return sink.text(of: level)
  }
}

/// Takes a URL's pattern, piece by piece.
private protocol PatternSink {
  mutating func add(_ byte: UInt8)
  /// A slash was added, the one at which the path begins not counted.
  mutating func endFolder()
  /// The path is over; a query follows.
  mutating func endPath()
  /// A parameter's name is over, which was given byte by byte.
  mutating func endName()
}

extension PatternSink {
  /// What stands deeper has the pattern of what is above it.
  private static var segments: Int { 8 }

  /// Reads a URL's pattern.
  mutating func read(_ url: Span<UInt8>, _ parts: URLParts) {
    var (position, depth) = (0, 0)
    while position < parts.pathEnd {
      // At a slash.
      let end = url.end(of: UInt8(ascii: "/"), from: position + 1, to: parts.pathEnd)
      add(UInt8(ascii: "/"))
      depth += 1
      if depth > 1 { endFolder() }
      guard depth <= Self.segments else { break }
      fold(url, from: position + 1, to: end)
      position = end
    }
    guard parts.pathEnd < parts.end else { return }
    endPath()
    position = parts.pathEnd + 1
    while position < parts.end {
      let end = url.end(of: UInt8(ascii: "&"), from: position, to: parts.end)
      fold(url, from: position, to: url.end(of: UInt8(ascii: "="), from: position, to: end))
      endName()
      position = end + 1
    }
  }

  /// Adds a word with its numbers folded.
  private mutating func fold(_ url: Span<UInt8>, from start: Int, to end: Int) {
    var position = start
    while position < end {
      let run = AlphanumericRun(url, from: position, to: end)
      if run.isToken {
        // What follows in the same segment is mostly the rest of it, as in a UUID.
        add(UInt8(ascii: "*"))
        return
      }
      var isNumber = false
      for index in position..<run.end {
        let isDigit = url[index].isASCIIDigit
        if !isDigit { add(url[index]) } else if !isNumber { add(UInt8(ascii: "#")) }
        isNumber = isDigit
      }
      position = run.end
      if position < end {
        add(url[position])
        position += 1
      }
    }
  }
}

/// Letters and digits in a row.
private struct AlphanumericRun {
  let end: Int
  private let count: Int
  private var changes = 0
  private var isHexadecimal = true

  init(_ url: Span<UInt8>, from start: Int, to end: Int) {
    var (position, wasDigit) = (start, false)
    while position < end {
      let byte = url[position]
      let isDigit = byte.isASCIIDigit
      guard isDigit || byte.isASCIILetter else { break }
      if position > start, isDigit != wasDigit { changes += 1 }
      if byte.isASCIILetter, byte | 0x20 > UInt8(ascii: "f") { isHexadecimal = false }
      wasDigit = isDigit
      position += 1
    }
    self.end = position
    count = position - start
  }

  /// Whether this is a number in hexadecimal or Base64 and no word: letters and digits take turns in it.
  var isToken: Bool { isHexadecimal ? count >= 8 && changes >= 2 : count >= 16 && changes >= 4 }
}

private struct HashSink: PatternSink {
  /// Of the host alone.
  let start: KeyedHash
  private(set) var hash: KeyedHash
  private(set) var path: KeyedHash?
  private(set) var folder: KeyedHash?
  private(set) var first: KeyedHash?
  private(set) var second: KeyedHash?
  private(set) var third: KeyedHash?
  private var folders = 0
  private var name: KeyedHash
  private var names: UInt64 = 0

  init(_ start: KeyedHash) {
    self.start = start
    (hash, name) = (start, start)
  }

  mutating func add(_ byte: UInt8) {
    if path == nil { hash.add(byte) } else { name.add(byte) }
    if folder == nil { folder = hash }
  }

  mutating func endFolder() {
    folders += 1
    folder = hash
    switch folders {
    case 1: first = hash
    case 2: second = hash
    case 3: third = hash
    default: break
    }
  }

  mutating func endPath() {
    path = hash
    name = start
  }

  // A sum does not mind the order of what it is of.
  mutating func endName() {
    names &+= name.value(for: 0)
    hash = path ?? hash
    hash.add(names)
    name = start
  }
}

private struct TextSink: PatternSink {
  private var path: [UInt8] = []
  private var folders: [Int] = []
  private var name: [UInt8] = []
  private var names: [String] = []
  private var isInQuery = false

  mutating func add(_ byte: UInt8) {
    if isInQuery { name.append(byte) } else { path.append(byte) }
  }

  mutating func endFolder() { folders.append(path.count) }

  mutating func endPath() { isInQuery = true }

  mutating func endName() {
    names.append(String(decoding: name, as: UTF8.self))
    name.removeAll()
  }

  /// Of a longer path only so much is shown.
  private static let longest = 120

  func text(of level: URLPattern.Level) -> String {
    switch level {
    case .shape: cut(path) + (isInQuery ? "?" + names.sorted().joined(separator: "&") : "")
    case .path: cut(path) + "?…"
    case .folder: cut(path.prefix(folders.last ?? 1)) + "…"
    case .firstFolder: below(0)
    case .secondFolder: below(1)
    case .thirdFolder: below(2)
    case .host: "/**"
    }
  }

  private func below(_ folder: Int) -> String {
    cut(path.prefix(folder < folders.count ? folders[folder] : path.count)) + "**"
  }

  private func cut(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(Self.longest), as: UTF8.self)
    return bytes.count > Self.longest ? text + "…" : text
  }
}
