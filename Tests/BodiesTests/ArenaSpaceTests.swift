import Bodies
import TestSupport
import Testing

@Suite struct ArenaSpaceTests {
  private static func chunk(of bytes: Int, in space: inout ArenaSpace) throws -> ArenaSpace.Chunk {
    let chunk = space.take(bytes)
    return try #require(chunk)
  }

  @Test func aChunkHoldsWhatWasAskedForAndWastesLittle() throws {
    var space = ArenaSpace(capacity: 1 << 34)
    for bytes in [0, 1, 16_384, 16_385, 20_480, 20_481, 32_768, 32_769, 100_000, 1 << 20, 10 << 20]
    {
      let chunk = try Self.chunk(of: bytes, in: &space)
      #expect(chunk.capacity >= bytes)
      #expect(chunk.capacity <= max(16 << 10, bytes / 4 * 5 + 4096), "\(bytes)")
      #expect(chunk.offset % 4096 == 0)
    }
  }

  @Test func whatWasGivenBackLastIsTakenFirst() throws {
    var space = ArenaSpace(capacity: 1 << 30)
    let first = try Self.chunk(of: 50_000, in: &space)
    let second = try Self.chunk(of: 50_000, in: &space)
    let isCold = [space.give(first), space.give(second)]
    #expect(isCold == [false, false])
    let third = space.take(30_000)
    #expect(third?.offset == second.offset, "a larger chunk with memory is better than none")
    #expect(space.warmBytes == first.capacity)
  }

  @Test func memoryBeyondWhatIsKeptGoesBack() throws {
    var space = ArenaSpace(capacity: 1 << 30)
    let chunks = try (0..<5).map { _ in try Self.chunk(of: 10 << 20, in: &space) }
    let isCold = chunks.map { space.give($0) }
    #expect(isCold == [false, false, false, true, true])
    let end = space.end
    let again = try (0..<5).map { _ in try Self.chunk(of: 10 << 20, in: &space) }
    #expect(Set(again.map(\.offset)) == Set(chunks.map(\.offset)))
    #expect(space.end == end)
  }

  @Test func aFullArenaSaysSo() throws {
    var space = ArenaSpace(capacity: 64 << 10)
    let chunk = try Self.chunk(of: 40 << 10, in: &space)
    let tooMuch = [
      space.take(40 << 10) == nil, space.take(1 << 20) == nil, space.take(.max) == nil,
    ]
    #expect(tooMuch == [true, true, true])
    _ = space.give(chunk)
    let again = space.take(40 << 10)
    #expect(again?.offset == chunk.offset)
  }

  /// No two owners ever share a byte, whatever is taken and given back.
  @Test(arguments: UInt64(1)...4) func chunksNeverOverlap(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var space = ArenaSpace(capacity: 64 << 20)
    var owned: [ArenaSpace.Chunk] = []
    for _ in 0..<2000 {
      if Bool.random(using: &random),
        let chunk = space.take(.random(in: 0..<1 << 21, using: &random))
      {
        let range = chunk.offset..<chunk.offset + chunk.capacity
        #expect(range.upperBound <= space.capacity, "seed \(seed)")
        for other in owned {
          let isApart = !range.overlaps(other.offset..<other.offset + other.capacity)
          #expect(isApart, "seed \(seed)")
        }
        owned.append(chunk)
      } else if let index = owned.indices.randomElement(using: &random) {
        _ = space.give(owned.remove(at: index))
      }
    }
    for chunk in owned { _ = space.give(chunk) }
  }
}
