import SyntheticWeb
import Testing

@Suite struct GzipMemberTests {
  @Test func checksumOfTheStandardsExample() {
    var checksum = CRC32()
    checksum.add(Array("123456789".utf8))
    #expect(checksum.value == 0xCBF4_3926)
  }

  @Test func zerosInOneGoAreZerosOneByOne() {
    for count in [0, 1, 2, 7, 255, 4_096, 100_003] {
      var (slow, fast) = (CRC32(), CRC32())
      for byte in [[UInt8(7), 8], Array(repeating: 0, count: count)] { slow.add(byte) }
      fast.add([7, 8])
      fast.addZeros(count)
      #expect(slow.value == fast.value, "\(count) zeros")
    }
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 200_000])
  func storedMembersDecode(_ length: Int) throws {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    #expect(try TinyInflate.decode(GzipMember.stored(bytes)) == bytes)
  }

  @Test(arguments: [0, 1, 258, 259, 260, 5_000, 2_323, 1_000_000, 21_000_000])
  func bombsDecodeToAllTheirZeros(_ length: Int) throws {
    var member: [UInt8] = []
    for piece in GzipMember.bomb(decodingTo: length) {
      switch piece {
      case .bytes(let bytes): member += bytes
      case .repeated(let bytes, let times): for _ in 0..<(times ?? 0) { member += bytes }
      }
    }
    #expect(try TinyInflate.countZeros(member) == length)
    if length > 1_000_000 { #expect(member.count < length / 150) }
  }
}

/// Decodes what `GzipMember` may write: stored blocks, and blocks with the fixed codes (RFC 1951).
private struct TinyInflate {
  private let bytes: [UInt8]
  private var bit = 80
  private var output: [UInt8] = []
  private var produced = 0
  private let keepsOutput: Bool

  struct Malformed: Error {
    var reason: String
  }

  static func decode(_ member: [UInt8]) throws -> [UInt8] {
    var inflate = TinyInflate(bytes: member, keepsOutput: true)
    try inflate.run()
    return inflate.output
  }

  /// Checks that everything decodes to zeros, without keeping them.
  static func countZeros(_ member: [UInt8]) throws -> Int {
    var inflate = TinyInflate(bytes: member, keepsOutput: false)
    try inflate.run()
    return inflate.produced
  }

  private init(bytes: [UInt8], keepsOutput: Bool) {
    self.bytes = bytes
    self.keepsOutput = keepsOutput
  }

  private mutating func run() throws {
    guard bytes.starts(with: [0x1F, 0x8B, 8, 0]) else { throw Malformed(reason: "header") }
    var isLast = false
    while !isLast {
      isLast = take(1) == 1
      switch take(2) {
      case 0: try copyStored()
      case 1: try decodeFixed()
      default: throw Malformed(reason: "block type")
      }
    }
    align()
    var checksum = CRC32()
    if keepsOutput { checksum.add(output) } else { checksum.addZeros(produced) }
    guard take(32) == checksum.value else { throw Malformed(reason: "checksum") }
    guard take(32) == UInt32(produced) else { throw Malformed(reason: "length") }
    guard bit == bytes.count * 8 else { throw Malformed(reason: "bytes left over") }
  }

  private mutating func copyStored() throws {
    align()
    let length = take(16)
    guard take(16) == ~length & 0xFFFF else { throw Malformed(reason: "stored length") }
    for _ in 0..<length { put(UInt8(take(8)), 1) }
  }

  private mutating func decodeFixed() throws {
    while true {
      var code = 0
      for _ in 0..<7 { code = code << 1 | Int(take(1)) }
      if code == 0 { return }
      code = code << 1 | Int(take(1))
      switch code {
      case 0x30: put(0, 1)
      case 0xC5:
        guard take(5) == 0, produced > 0 else { throw Malformed(reason: "distance") }
        put(0, 258)
      default: throw Malformed(reason: "code \(code)")
      }
    }
  }

  private mutating func put(_ byte: UInt8, _ times: Int) {
    produced += times
    if keepsOutput { for _ in 0..<times { output.append(byte) } }
  }

  private mutating func align() { bit = (bit + 7) / 8 * 8 }

  private mutating func take(_ count: Int) -> UInt32 {
    var value: UInt32 = 0
    for position in 0..<count {
      value |= UInt32(bytes[bit / 8] >> UInt8(bit % 8) & 1) << UInt32(position)
      bit += 1
    }
    return value
  }
}
