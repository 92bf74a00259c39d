import Bodies
import EventLoop
import Glibc
import TestSupport
import Testing

@Suite struct BodyTests {
  private static func append(_ bytes: [UInt8], to writer: inout BodyWriter) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { unsafe writer.append($0) }
  }

  @Test(arguments: UInt64(1)...4) func aBodyIsWhatCameIn(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let arena = try BodyArena(capacity: 1 << 28)
    var writer = BodyWriter(in: arena)
    var bodies: [(Body, [UInt8])] = []
    for _ in 0..<40 {
      var expected: [UInt8] = []
      if Bool.random(using: &random) {
        _ = writer.reserve(.random(in: 0..<200_000, using: &random))
      }
      for _ in 0..<Int.random(in: 0..<20, using: &random) {
        let part = (0..<Int.random(in: 0..<20_000, using: &random)).map { _ in
          UInt8.random(in: .min ... .max, using: &random)
        }
        let isAdded = Self.append(part, to: &writer)
        #expect(isAdded)
        expected += part
      }
      bodies.append((writer.finish(), expected))
      if bodies.count > 8 { bodies.remove(at: .random(in: 0..<8, using: &random)) }
    }
    for (body, expected) in bodies { #expect(body.bytes == expected, "seed \(seed)") }
  }

  @Test func aFullArenaRefusesAndGivesBack() throws {
    let arena = try BodyArena(capacity: 128 << 10)
    var writer = BodyWriter(in: arena)
    let fits = Self.append([UInt8](repeating: 1, count: 60_000), to: &writer)
    let exceeds = Self.append([UInt8](repeating: 2, count: 100_000), to: &writer)
    #expect(fits && !exceeds)
    do {
      let body = writer.finish()
      #expect(body.bytes == [UInt8](repeating: 1, count: 60_000))
    }
    let fitsAgain = writer.reserve(60_000)
    #expect(fitsAgain, "the memory of a body that is gone is free")
  }

  /// A parser process must not be able to change what another one reads.
  @Test func theOtherProcessMayOnlyRead() throws {
    let arena = try BodyArena(capacity: 1 << 20)
    var writer = BodyWriter(in: arena)
    let isAdded = Self.append(Array("hello".utf8), to: &writer)
    #expect(isAdded)
    let body = writer.finish()
    let descriptor = try arena.openForReading()
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 5)
    #expect(unsafe pread(descriptor, &bytes, 5, body.offset) == 5)
    #expect(bytes == Array("hello".utf8))
    #expect(unsafe pwrite(descriptor, &bytes, 5, 0) == -1)
    let mapped = unsafe mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    #expect(unsafe mapped == UnsafeMutableRawPointer(bitPattern: -1))
  }
}
