import WebURL

/// URLs with a session number, as they are without it: each is fetched once, whatever its number.
///
/// The number is not taken out of the URL, as `CanonicalRules.dropSessionIDs` does on request: a site that
/// answers each URL with a redirect to the same URL with a number would then redirect to itself for ever.
/// For the same reason redirects are not judged by this.
///
/// Of the last 131,072 such URLs each is known, of as many before at least the younger half: 4 MiB at most.
struct SessionMemory {
  private static let generation = 1 << 17

  private var young: Set<UInt64> = []
  private var old: Set<UInt64> = []
  private let key: UInt64

  init(key: UInt64) { self.key = key }

  /// Whether a URL has a session number, and was seen with another one before. Remembers it. O(length).
  mutating func isRepeated(_ url: Span<UInt8>, host: Int) -> Bool {
    let parts = URLParts(url)
    var form = SessionFreeForm(key, host: host)
    form.add(url, parts)
    guard form.hasSession else { return false }
    let hash = form.hash.value(for: 0)
    if young.contains(hash) || old.contains(hash) { return true }
    if young.count >= Self.generation {
      old = young
      young.removeAll(keepingCapacity: true)
    }
    young.insert(hash)
    return false
  }
}

/// A URL hashed without its session numbers: parameters of the usual names, in the query or behind `;` in
/// the path, whose values are long enough to be one, and ASP.NET's `(S(…))`.
private struct SessionFreeForm {
  /// No session is told from another by less; a `sid` of five digits is a story's.
  private static let shortest = 16

  private(set) var hash: KeyedHash
  private(set) var hasSession = false

  init(_ key: UInt64, host: Int) {
    hash = KeyedHash(key, UInt64(truncatingIfNeeded: host) &+ 0x5E55_1055)
  }

  mutating func add(_ url: Span<UInt8>, _ parts: URLParts) {
    var position = 0
    while position < parts.pathEnd {
      let next = pieceEnd(url, after: position, to: parts.pathEnd)
      add(url, from: position, to: next)
      position = next
    }
    position = parts.pathEnd
    while position < parts.end {
      let next = url.end(of: UInt8(ascii: "&"), from: position + 1, to: parts.end)
      add(url, from: position, to: next)
      position = next
    }
  }

  private func pieceEnd(_ url: Span<UInt8>, after start: Int, to end: Int) -> Int {
    var position = start + 1
    while position < end, url[position] != UInt8(ascii: "/"), url[position] != UInt8(ascii: ";") {
      position += 1
    }
    return position
  }

  /// Adds a segment or a parameter with the byte before it, unless it is a session's.
  private mutating func add(_ url: Span<UInt8>, from start: Int, to end: Int) {
    if isSession(url, from: start + 1, to: end) {
      hasSession = true
      return
    }
    // A parameter that stands first without the one before it is the same parameter.
    hash.add(url[start] == UInt8(ascii: "?") ? UInt8(ascii: "&") : url[start])
    for position in start + 1..<max(start + 1, end) { hash.add(url[position]) }
  }

  private func isSession(_ url: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    guard end - start > Self.shortest else { return false }
    if url[start] == UInt8(ascii: "(") { return isASPSession(url, from: start, to: end) }
    let value = url.end(of: UInt8(ascii: "="), from: start, to: end) + 1
    guard end - value >= Self.shortest, isNumber(url, from: value, to: end) else { return false }
    return ParameterNames.session.name(url.extracting(start..<end))
  }

  private func isASPSession(_ url: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    url[start + 1] | 0x20 == UInt8(ascii: "s") && url[start + 2] == UInt8(ascii: "(")
      && url[end - 1] == UInt8(ascii: ")") && isNumber(url, from: start + 3, to: end - 2)
  }

  /// Letters, digits and what Base64 and servlet containers put between them, with a digit.
  private func isNumber(_ url: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var hasDigit = false
    for position in start..<max(start, end) {
      switch url[position] {
      case let byte where byte.isASCIIDigit: hasDigit = true
      case let byte where byte.isASCIILetter: break
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"),
        UInt8(ascii: ","), UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "="):
        break
      default: return false
      }
    }
    return hasDigit
  }
}
