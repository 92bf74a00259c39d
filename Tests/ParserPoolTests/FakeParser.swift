import Foundation
import TestSupport
import Testing

/// A parser program in a few lines of Python, which speaks the packets of `ParserWire` and
/// misbehaves as it is told.
final class FakeParser: Sendable {
  /// The interpreter itself: what stands in the search path may be a shell script around it.
  static let python: String? = {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let candidates = folders.split(separator: ":").map { "\($0)/python3" }
    return candidates.first {
      FileManager.default.isExecutableFile(atPath: $0)
        && FileHandle(forReadingAtPath: $0)?.readData(ofLength: 2) != Data("#!".utf8)
    }
  }()

  let path: String
  private let folder: URL

  /// - Parameter work: what it does once it has read its settings; see `prelude` for its words.
  init(_ work: String) throws {
    let python = try #require(Self.python)
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("fake-parser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = "#!\(python) -SE\n\(Self.prelude)gate = '\(folder.path)/gate'\n\(work)\n"
    let draft = folder.appendingPathComponent("draft")
    try text.write(to: draft, atomically: false, encoding: .utf8)
    path = folder.appendingPathComponent("parser").path
    // Written by another process: a child that another test starts at this moment would hold a file
    // that is written here, and the kernel executes none that is (ETXTBSY).
    let copy = try ChildProcess("/usr/bin/install", ["-m", "700", draft.path, path])
    try #require(copy.wait() == 0)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Lets those go on who wait at the gate.
  func openGate() throws {
    try "".write(to: folder.appendingPathComponent("gate"), atomically: false, encoding: .utf8)
  }

  private static let prelude = """
    import mmap, os, signal, socket, struct, sys, time
    crawler = socket.socket(fileno=3)
    settings = crawler.recv(65536)
    slots, body_memory, body_size, reply_size = struct.unpack_from('<IQII', settings, 7)
    replies = mmap.mmap(5, slots * reply_size)
    NONE = 0xFFFFFFFF

    def ready():
        crawler.send(struct.pack('<BHI', 2, 1, os.getpid()))

    def take():
        packet = crawler.recv(65536)
        if not packet: sys.exit(0)
        slot, offset, length = struct.unpack_from('<IQI', packet, 2)
        return slot, os.pread(4, length, offset)

    def write(slot, bytes):
        replies[slot * reply_size:slot * reply_size + len(bytes)] = bytes

    def receipt(slot, length):
        crawler.send(struct.pack('<BIIII', 4, slot, length, 7, 1000))

    def frame(title, text=0):
        return struct.pack('<15I32x', 0x54464750, 2, 0, 0, 0, 0, NONE, 0, text, len(title), 0, 0, 0, 0, NONE) + title

    def answer(slot, title):
        write(slot, frame(title))
        receipt(slot, 92 + len(title))

    def wait_at_gate():
        while not os.path.exists(gate): time.sleep(0.002)


    """
}
