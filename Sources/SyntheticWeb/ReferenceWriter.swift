/// Writes the references of one page: whatever the spelling, they resolve to the canonical URL.
struct ReferenceWriter {
  private let origins: @Sendable (Int) -> String
  /// The path against which relative references resolve, up to and with its last slash.
  private let baseFolder: [UInt8]
  private var path: [UInt8] = []

  /// - Parameters:
  ///   - basePath: the path of the page, or of its `<base>`.
  ///   - origins: the scheme and authority of a host: `http://127.0.0.1:8080`.
  init(basePath: [UInt8], origins: @escaping @Sendable (Int) -> String) {
    self.origins = origins
    let end = basePath.firstIndex(of: UInt8(ascii: "?")) ?? basePath.count
    let slash = basePath[..<end].lastIndex(of: UInt8(ascii: "/")) ?? 0
    baseFolder = Array(basePath[...slash])
  }

  /// Appends an attribute value with its quotes.
  mutating func append(_ link: PageLink, to bytes: inout [UInt8]) {
    bytes.append(link.spelling.quote.rawValue)
    bytes.append(link.spelling.padding.rawValue)
    appendReference(link, to: &bytes)
    if let part = link.spelling.fragment {
      bytes.append("#part-")
      bytes.append(decimal: Int(part))
    }
    bytes.append(link.spelling.padding.rawValue)
    bytes.append(link.spelling.quote.rawValue)
  }

  private mutating func appendReference(_ link: PageLink, to bytes: inout [UInt8]) {
    path.removeAll(keepingCapacity: true)
    link.target.resource.appendPath(to: &path)
    var start = 0
    switch link.spelling.address {
    case .fragmentOnly: return
    case .absolute: bytes.append(origins(link.target.host))
    case .schemeRelative: bytes.append(contentsOf: origins(link.target.host).utf8.dropFirst(5))
    case .rootRelative: break
    case .relative: start = appendClimb(to: &bytes)
    }
    appendEscaped(path[start...], link.spelling, to: &bytes)
  }

  /// Appends the `../` that lead from the base to the folder it shares with the target, and returns
  /// where in the target's path the rest begins.
  private func appendClimb(to bytes: inout [UInt8]) -> Int {
    var shared = 0
    var index = 0
    while index < baseFolder.count, index < path.count, baseFolder[index] == path[index] {
      index += 1
      if baseFolder[index - 1] == UInt8(ascii: "/") { shared = index }
    }
    let climbs = baseFolder[shared...].count { $0 == UInt8(ascii: "/") }
    for _ in 0..<climbs { bytes.append("../") }
    if climbs == 0, shared == path.count { bytes.append("./") }
    return shared
  }

  /// Appends a part of a canonical path, with its ampersands and accents as the spelling has them.
  private func appendEscaped(
    _ part: ArraySlice<UInt8>, _ spelling: PageLink.Spelling, to bytes: inout [UInt8]
  ) {
    guard part.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "%") }) else {
      return bytes.append(contentsOf: part)
    }
    var index = part.startIndex
    while index < part.endIndex {
      switch part[index] {
      case UInt8(ascii: "&"): bytes.append(spelling.ampersand.rawValue)
      case UInt8(ascii: "%"):
        // The only escape in this web's paths is that of the letter é: six bytes.
        bytes.append(spelling.accent.rawValue)
        index += 5
      case let byte: bytes.append(byte)
      }
      index += 1
    }
  }
}
