/// Gzip members made by hand (RFC 1951, RFC 1952): no compression library is needed to misuse one.
package enum GzipMember {
  private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

  /// A member that holds the bytes as they are, in stored blocks.
  package static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var member = header
    var start = 0
    repeat {
      let end = min(start + 65_535, bytes.count)
      member.append(end == bytes.count ? 1 : 0)
      let length = UInt16(end - start)
      // The length, and its complement as a check.
      member.append(littleEndian: UInt32(length) | UInt32(~length) << 16)
      member += bytes[start..<end]
      start = end
    } while start < bytes.count
    var checksum = CRC32()
    checksum.add(bytes)
    return member + trailer(checksum, bytes.count)
  }

  /// A member that decodes to `length` zero bytes and is about a 159th as long. It comes in repeated
  /// pieces, so that a bomb of any size costs little memory here.
  ///
  /// One block with the fixed codes: a zero, and then matches of length 258 at distance 1. Such a
  /// match takes 13 bits, so eight of them are 13 whole bytes, and can be repeated as bytes.
  package static func bomb(decodingTo length: Int) -> [CannedResponse.Piece] {
    // The block's header, a zero and a match are 24 bits: what follows begins a byte.
    let (opening, perRun, runsPerPiece) = (1 + 258, 8 * 258, 5_000)
    guard length >= opening else { return [.bytes(stored(Array(repeating: 0, count: length)))] }
    var start = BitWriter()
    start.append(field: 0b011, bits: 3)
    start.appendZero()
    start.appendMatch()
    var cycle = BitWriter()
    for _ in 0..<8 { cycle.appendMatch() }
    let (runs, rest) = (length - opening).quotientAndRemainder(dividingBy: perRun)
    var end = BitWriter()
    for _ in 0..<(rest / 258) { end.appendMatch() }
    for _ in 0..<(rest % 258) { end.appendZero() }
    end.append(code: 0, bits: 7)
    var checksum = CRC32()
    checksum.addZeros(length)
    return [
      .bytes(header + start.bytes),
      .repeated(repeated(cycle.bytes, runsPerPiece), times: runs / runsPerPiece),
      .bytes(repeated(cycle.bytes, runs % runsPerPiece) + end.bytes + trailer(checksum, length)),
    ]
  }

  private static func repeated(_ bytes: [UInt8], _ times: Int) -> [UInt8] {
    var all: [UInt8] = []
    all.reserveCapacity(bytes.count * times)
    for _ in 0..<times { all += bytes }
    return all
  }

  private static func trailer(_ checksum: CRC32, _ length: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: checksum.value)
    bytes.append(littleEndian: UInt32(truncatingIfNeeded: length))
    return bytes
  }
}

/// Packs bits into bytes, the lowest bit first; a last byte that is not full ends in zero bits.
private struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var free = 0

  /// A number, its lowest bit first.
  mutating func append(field: UInt32, bits: Int) {
    for bit in 0..<bits { append(bit: field >> UInt32(bit) & 1) }
  }

  /// A Huffman code, its highest bit first.
  mutating func append(code: UInt32, bits: Int) {
    for bit in (0..<bits).reversed() { append(bit: code >> UInt32(bit) & 1) }
  }

  /// The fixed code of the literal 0.
  mutating func appendZero() { append(code: 0b0011_0000, bits: 8) }

  /// The fixed codes of length 258 (symbol 285) and distance 1 (symbol 0).
  mutating func appendMatch() {
    append(code: 0b1100_0101, bits: 8)
    append(code: 0, bits: 5)
  }

  private mutating func append(bit: UInt32) {
    if free == 0 {
      bytes.append(0)
      free = 8
    }
    bytes[bytes.count - 1] |= UInt8(bit) << UInt8(8 - free)
    free -= 1
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian number: UInt32) {
    for shift in [0, 8, 16, 24] as [UInt32] {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
