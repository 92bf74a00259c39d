import Glibc
import Spill
import TestSupport
import Testing

@Suite struct SpillFileTests {
  /// A folder of its own, gone with the test.
  private final class Folder {
    let path: String

    init() throws {
      var template = Array("/tmp/spill-XXXXXX".utf8CString)
      path = try unsafe template.withUnsafeMutableBufferPointer { buffer in
        let start = try unsafe #require(buffer.baseAddress)
        return unsafe String(cString: try #require(unsafe mkdtemp(start)))
      }
    }

    deinit { unsafe rmdir(path) }
  }

  private func block(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0) }
  }

  private func take(
    _ place: SpillFile.Place, from file: inout SpillFile
  ) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: place.count)
    try unsafe bytes.withUnsafeMutableBytes { try unsafe file.take(place, into: $0) }
    return bytes
  }

  /// Blocks come back as they went in, in any order, be they still in memory or long in the file.
  @Test(arguments: [1, UInt64.random(in: 2 ... .max)])
  func blocksComeBackAsTheyWentIn(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try Folder()
    var file = try SpillFile(in: folder.path)
    var places: [(number: Int, place: SpillFile.Place)] = []
    for number in 0..<20_000 {
      let bytes = block(number, Int(generator.next() % 4_000) + 1)
      let place = try unsafe bytes.withUnsafeBytes { try unsafe file.append($0) }
      places.append((number, place))
      while places.count > 3_000 || (generator.next() % 3 == 0 && !places.isEmpty) {
        let (number, place) = places.remove(at: Int(generator.next() % UInt64(places.count)))
        #expect(try take(place, from: &file) == block(number, place.count), "seed \(seed)")
      }
    }
    #expect(file.liveBytes == places.reduce(0) { $0 + $1.place.count })
  }

  @Test func itHasNoName() throws {
    let folder = try Folder()
    let file = try SpillFile(in: folder.path)
    // A folder can be removed only when nothing has a name in it.
    #expect(unsafe rmdir(folder.path) == 0)
    #expect(file.liveBytes == 0)
    unsafe mkdir(folder.path, 0o700)
  }

  @Test func aFolderThatIsNoneIsSaidToBe() {
    #expect(throws: SpillError.self) { _ = try SpillFile(in: "/nowhere/at/all") }
  }
}
