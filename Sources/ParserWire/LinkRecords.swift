import WebURL

/// Records of links, 32 bytes each, as they stand in every frame that has some.
extension WireCursor {
  /// Reads this many records, whose texts stand in `texts`. O(count).
  mutating func links(
    _ count: Int, from records: Span<UInt8>, texts: [UInt8]
  ) throws(WireError) -> [LinkFact] {
    var links: [LinkFact] = []
    links.reserveCapacity(count)
    for _ in 0..<count {
      let link = try link(from: records)
      guard link.count > 0 else { throw WireError(.outOfRange, "count") }
      guard link.textRange.upperBound <= texts.count, link.originLength <= link.textLength,
        texts.startsLikeHTTP(at: Int(link.textOffset), length: Int(link.originLength))
      else { throw WireError(.outOfRange, "textOffset") }
      links.append(link)
    }
    return links
  }

  /// Reads a link's record.
  private mutating func link(from bytes: Span<UInt8>) throws(WireError) -> LinkFact {
    let fingerprint = try integer(UInt64.self, from: bytes, "fingerprint")
    let originFingerprint = try integer(UInt64.self, from: bytes, "originFingerprint")
    let textOffset = try integer(UInt32.self, from: bytes, "textOffset")
    let textLength = try integer(UInt32.self, from: bytes, "textLength")
    let originLength = try integer(UInt16.self, from: bytes, "originLength")
    let count = try integer(UInt16.self, from: bytes, "count")
    guard let kind = LinkKind(rawValue: try integer(UInt8.self, from: bytes, "kind")) else {
      throw WireError(.outOfRange, "kind")
    }
    let relation = LinkRelation(rawValue: try integer(UInt8.self, from: bytes, "relation"))
    guard try integer(UInt16.self, from: bytes, "padding") == 0 else {
      throw WireError(.outOfRange, "padding")
    }
    return LinkFact(
      fingerprint: fingerprint, originFingerprint: originFingerprint, textOffset: textOffset,
      textLength: textLength, originLength: originLength, count: count, kind: kind,
      relation: relation)
  }
}

extension [UInt8] {
  /// Whether every byte is one that a serialised URL can hold: 0x21 to 0x7E.
  var isPrintableASCII: Bool {
    var outside: UInt8 = 0
    for byte in self {
      // 0 for 0x21...0x7E, something else for the rest.
      outside |= (byte &- 0x21) > 0x5D ? 1 : 0
    }
    return outside == 0
  }

  /// Whether an origin of this length at this place starts with `http://` or `https://`.
  fileprivate func startsLikeHTTP(at offset: Int, length: Int) -> Bool {
    func matches(_ prefix: StaticString) -> Bool {
      let count = prefix.utf8CodeUnitCount
      guard length > count else { return false }
      return (0..<count).allSatisfy { unsafe self[offset + $0] == prefix.utf8Start[$0] }
    }
    return matches("http://") || matches("https://")
  }
}
