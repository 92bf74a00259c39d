/// What kind of document a body is, as its `Content-Type` said.
package enum DocumentType: UInt8, Sendable, CaseIterable {
  /// `text/html`, and whatever is taken for it.
  case html = 1
  /// `application/xhtml+xml`: read as XML, and as HTML when it is not well-formed.
  case xhtml
  /// A sitemap of any kind: XML, a feed, or text, compressed or not. The reply is a `SitemapFacts`
  /// frame, all others are `PageFacts`.
  case sitemap
}

/// One page for a parser process: its body lies in the body memory.
package struct ParseRequest: Sendable, Equatable {
  /// The slot, below the settings' `slotCount`.
  package var slot: UInt32
  /// Where the body begins in the body memory.
  package var bodyOffset: UInt64
  /// Bytes of the body.
  package var bodyLength: UInt32
  /// What the body is.
  package var documentType: DocumentType
  /// The page's canonical URL: the base of its links.
  package var url: [UInt8]
  /// The `charset` parameter of the `Content-Type` header, as it came; empty when there was none.
  package var charset: [UInt8]

  /// A request. URL and charset together must stay below 65,000 bytes to fit into a packet.
  package init(
    slot: UInt32, bodyOffset: UInt64, bodyLength: UInt32, url: [UInt8], charset: [UInt8] = [],
    documentType: DocumentType = .html
  ) {
    self.slot = slot
    self.bodyOffset = bodyOffset
    self.bodyLength = bodyLength
    self.documentType = documentType
    self.url = url
    self.charset = charset
  }

  /// The packet. Throws `tooLong` when URL and charset do not fit.
  package func encoded() throws(WireError) -> [UInt8] {
    var packet = [MessageTag.request.rawValue, documentType.rawValue]
    packet.reserveCapacity(22 + url.count + charset.count)
    packet.append(littleEndian: slot)
    packet.append(littleEndian: bodyOffset)
    packet.append(littleEndian: bodyLength)
    try packet.append(lengthPrefixed: url, "url")
    try packet.append(lengthPrefixed: charset, "charset")
    guard packet.count <= Packet.maximumLength else { throw WireError(.tooLong, "url") }
    return packet
  }

  /// Reads a packet. Whether slot and length fit the memory is the reader's to check.
  package init(decoding packet: Span<UInt8>) throws(WireError) {
    var cursor = WireCursor()
    try cursor.expect(.request, in: packet)
    guard
      let type = DocumentType(
        rawValue: try cursor.integer(from: packet, "documentType"))
    else { throw WireError(.outOfRange, "documentType") }
    documentType = type
    slot = try cursor.integer(from: packet, "slot")
    bodyOffset = try cursor.integer(from: packet, "bodyOffset")
    bodyLength = try cursor.integer(from: packet, "bodyLength")
    let urlLength = try cursor.integer(UInt16.self, from: packet, "url")
    url = try cursor.array(of: Int(urlLength), from: packet, "url")
    let charsetLength = try cursor.integer(UInt16.self, from: packet, "charset")
    charset = try cursor.array(of: Int(charsetLength), from: packet, "charset")
    try cursor.expectEnd(of: packet)
  }
}

/// The worker's word that a slot's reply is written and its body no longer needed.
package struct ParseReceipt: Sendable, Equatable {
  /// The slot of the request.
  package var slot: UInt32
  /// Bytes of the frame at the start of the slot's reply memory.
  package var replyLength: UInt32
  /// CPU time the page took in the worker, user and system, in microseconds.
  package var cpuMicroseconds: UInt32
  /// The worker's peak resident set so far, in KiB: the pool replaces a worker that grew.
  package var peakResidentKiB: UInt32

  /// A receipt.
  package init(slot: UInt32, replyLength: UInt32, cpuMicroseconds: UInt32, peakResidentKiB: UInt32)
  {
    self.slot = slot
    self.replyLength = replyLength
    self.cpuMicroseconds = cpuMicroseconds
    self.peakResidentKiB = peakResidentKiB
  }

  /// The packet.
  package func encoded() -> [UInt8] {
    var packet = [MessageTag.receipt.rawValue]
    packet.reserveCapacity(17)
    packet.append(littleEndian: slot)
    packet.append(littleEndian: replyLength)
    packet.append(littleEndian: cpuMicroseconds)
    packet.append(littleEndian: peakResidentKiB)
    return packet
  }

  /// Reads a packet. Whether the slot was asked for, and the length fits its memory, is the
  /// reader's to check.
  package init(decoding packet: Span<UInt8>) throws(WireError) {
    var cursor = WireCursor()
    try cursor.expect(.receipt, in: packet)
    slot = try cursor.integer(from: packet, "slot")
    replyLength = try cursor.integer(from: packet, "replyLength")
    cpuMicroseconds = try cursor.integer(from: packet, "cpuMicroseconds")
    peakResidentKiB = try cursor.integer(from: packet, "peakResidentKiB")
    try cursor.expectEnd(of: packet)
  }
}
