/// The texts of all origins, one behind the other: a host pays for the bytes of its own and no more.
struct OriginList {
  /// Where a text stands.
  struct Place {
    fileprivate let chunk: UInt32
    fileprivate let start: UInt32
    let count: UInt16
  }

  private var chunks: [[UInt8]] = []
  private static let chunkSize = 1 << 20

  /// Bytes of memory in use.
  var memory: Int { chunks.count * Self.chunkSize }

  /// Adds an origin, of which 65,535 bytes count.
  mutating func append(_ origin: Span<UInt8>) -> Place {
    let count = min(origin.count, Int(UInt16.max))
    if chunks.isEmpty || chunks[chunks.count - 1].count + count > Self.chunkSize {
      chunks.append([])
      chunks[chunks.count - 1].reserveCapacity(Self.chunkSize)
    }
    let start = chunks[chunks.count - 1].count
    for index in 0..<count { chunks[chunks.count - 1].append(origin[index]) }
    return Place(chunk: UInt32(chunks.count - 1), start: UInt32(start), count: UInt16(count))
  }

  /// An origin, and what stands behind it.
  func text(_ place: Place, _ rest: [UInt8]) -> String {
    let length = Int(place.count) + rest.count
    return unsafe String(unsafeUninitializedCapacity: length) { buffer in
      let origin = chunks[Int(place.chunk)][Int(place.start)..<Int(place.start) + Int(place.count)]
      _ = unsafe buffer.update(fromContentsOf: origin)
      _ = unsafe UnsafeMutableBufferPointer(rebasing: buffer[Int(place.count)...])
        .update(fromContentsOf: rest)
      return length
    }
  }
}
