import CZlib

/// Decompresses gzip (RFC 1952), never beyond a limit.
enum Gunzip {
  /// How decompressing ended.
  enum Ending {
    /// All of it is there.
    case whole
    /// There would be more than the limit.
    case tooMuch
    /// The data is damaged or cut off; what came before that is there.
    case damaged
  }

  /// Whether bytes begin like a gzip member that is compressed by deflate.
  static func isGzip(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 3 && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8
  }

  /// Appends what is compressed in all members of `bytes`, until `output` has `limit` bytes. What
  /// follows the last member and is none is padding. O(output).
  static func append(_ bytes: Span<UInt8>, to output: inout [UInt8], limit: Int) -> Ending {
    unsafe bytes.withUnsafeBufferPointer { input in
      var stream = unsafe z_stream()
      guard unsafe orb_gzip_begin(&stream) == Z_OK else { return .damaged }
      defer { unsafe _ = inflateEnd(&stream) }
      unsafe stream.next_in = unsafe UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.avail_in = UInt32(clamping: input.count)
      return unsafe inflate(&stream, to: &output, limit: limit)
    }
  }

  private static func inflate(
    _ stream: inout z_stream, to output: inout [UInt8], limit: Int
  ) -> Ending {
    while true {
      let room = limit - output.count
      // One byte more than there is room for shows whether there would be any.
      let (code, produced) = unsafe step(&stream, to: &output, room: max(room, 1))
      if room == 0 && produced > 0 {
        output.removeLast()
        return .tooMuch
      }
      switch code {
      case Z_STREAM_END:
        guard unsafe hasMember(stream) else { return .whole }
        guard unsafe inflateReset(&stream) == Z_OK else { return .damaged }
      case Z_OK where unsafe produced > 0 || stream.avail_in > 0: continue
      default: return .damaged
      }
    }
  }

  /// Whether another member follows (RFC 1952, 2.2).
  private static func hasMember(_ stream: z_stream) -> Bool {
    guard unsafe stream.avail_in > 2, let next = unsafe stream.next_in else { return false }
    return unsafe next[0] == 0x1F && next[1] == 0x8B
  }

  /// Decompresses once, at most `room` bytes.
  private static func step(
    _ stream: inout z_stream, to output: inout [UInt8], room: Int
  ) -> (code: Int32, produced: Int) {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: block) { target in
      unsafe stream.next_out = target.baseAddress
      unsafe stream.avail_out = UInt32(min(room, block))
      let code = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
      let produced = unsafe min(room, block) - Int(stream.avail_out)
      unsafe output.append(contentsOf: UnsafeBufferPointer(target)[..<produced])
      return (code, produced)
    }
  }

  private static let block = 1 << 16
}
