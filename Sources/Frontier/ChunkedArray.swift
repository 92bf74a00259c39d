/// An array that grows by chunks: no element is ever moved, and no more than a chunk is unused.
struct ChunkedArray<Element> {
  private var chunks: [[Element]] = []
  private(set) var count = 0

  private static var chunkBits: Int { 12 }
  private static var chunkCount: Int { 1 << chunkBits }

  var indices: Range<Int> { 0..<count }

  /// Elements that there is memory for.
  var capacity: Int { chunks.count << Self.chunkBits }

  mutating func append(_ element: Element) {
    if count & (Self.chunkCount - 1) == 0 {
      chunks.append([])
      chunks[chunks.count - 1].reserveCapacity(Self.chunkCount)
    }
    chunks[chunks.count - 1].append(element)
    count += 1
  }

  subscript(index: Int) -> Element {
    _read { yield chunks[index >> Self.chunkBits][index & (Self.chunkCount - 1)] }
    _modify { yield &chunks[index >> Self.chunkBits][index & (Self.chunkCount - 1)] }
  }
}
