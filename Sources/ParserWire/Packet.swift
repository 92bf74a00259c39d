/// What holds for every packet on the socket between crawler and parser process.
///
/// The socket is `SOCK_SEQPACKET`: one message is one packet, whole or not at all. All integers
/// are little-endian; texts stand behind their length.
package enum Packet {
  /// The protocol's version. Crawler and parser process are built together; a mismatch means that
  /// somebody mixed two installations, and is refused at the start.
  package static let version: UInt16 = 1
  /// The longest packet in bytes; a receive buffer of this size takes any message.
  package static let maximumLength = 65_536
}

/// The descriptors that a parser process finds open when it starts.
package enum WorkerDescriptor {
  /// One end of the `SOCK_SEQPACKET` pair.
  package static let socket: Int32 = 3
  /// The `memfd` with the bodies, opened for reading: `bodyMemory` bytes, of which the file may have
  /// fewer at present.
  package static let bodies: Int32 = 4
  /// The `memfd` with the replies, `slotCount` slots of `replyCapacity` bytes.
  package static let replies: Int32 = 5
}
