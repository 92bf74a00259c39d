package import WebURL

/// What reads HTML. XML is libxml2's in any case.
package enum HTMLEngine: UInt8, Sendable, CaseIterable {
  /// Our own scanner: the HTML Standard's tokeniser and rules for trees.
  case scanner = 1
  /// libxml2's HTML parser, which knows HTML 4.
  case libxml2

  /// The name that people write.
  package var name: String {
    switch self {
    case .scanner: "scanner"
    case .libxml2: "libxml2"
    }
  }
}

/// The first packet to a parser process: the shape of the shared memory, and what holds for every
/// page that it will parse.
package struct WorkerSettings: Sendable, Equatable {
  /// How many pages may be in the worker's hands at once; at least 1.
  package var slotCount: UInt32
  /// Bytes of the body memory; at least 1.
  package var bodyMemory: UInt64
  /// Bytes of the longest body; at least 1.
  package var bodyCapacity: UInt32
  /// Bytes of a slot in the reply memory; at least `PageFacts.minimumFrameCapacity`.
  package var replyCapacity: UInt32
  /// The crawl's secret, first half; see `FingerprintKey`.
  package var fingerprintKey0: UInt64
  /// The crawl's secret, second half.
  package var fingerprintKey1: UInt64
  /// How URLs are brought into canonical form.
  package var canonicalRules: CanonicalRules
  /// CPU time a page may take before the kernel ends the worker, in milliseconds; 0 for no limit.
  package var cpuMillisecondsPerPage: UInt32
  /// The worker's `RLIMIT_AS` in bytes, shared memory included; 0 for no limit.
  package var addressSpaceBytes: UInt64
  /// How many distinct links of a page are reported.
  package var maximumLinksPerPage: UInt32
  /// The name that a `<meta name>` may address the crawler by, besides `robots`; may be empty.
  package var productToken: String
  /// What reads HTML.
  package var htmlEngine: HTMLEngine
  /// Whether pages are to be told apart by digests of their bytes and hashes of their text.
  package var wantsContentMarks: Bool

  /// Settings for a worker.
  package init(
    slotCount: UInt32, bodyMemory: UInt64, bodyCapacity: UInt32, replyCapacity: UInt32,
    fingerprintKey0: UInt64, fingerprintKey1: UInt64, canonicalRules: CanonicalRules = .standard,
    cpuMillisecondsPerPage: UInt32 = 0, addressSpaceBytes: UInt64 = 0,
    maximumLinksPerPage: UInt32 = 100_000, productToken: String = "orbweaver",
    htmlEngine: HTMLEngine = .scanner, wantsContentMarks: Bool = false
  ) {
    self.slotCount = slotCount
    self.bodyMemory = bodyMemory
    self.bodyCapacity = bodyCapacity
    self.replyCapacity = replyCapacity
    self.fingerprintKey0 = fingerprintKey0
    self.fingerprintKey1 = fingerprintKey1
    self.canonicalRules = canonicalRules
    self.cpuMillisecondsPerPage = cpuMillisecondsPerPage
    self.addressSpaceBytes = addressSpaceBytes
    self.maximumLinksPerPage = maximumLinksPerPage
    self.productToken = productToken
    self.htmlEngine = htmlEngine
    self.wantsContentMarks = wantsContentMarks
  }

  /// The packet. Throws `tooLong` when the product token does not fit.
  package func encoded() throws(WireError) -> [UInt8] {
    var packet = [MessageTag.settings.rawValue]
    packet.append(littleEndian: Self.magic)
    packet.append(littleEndian: Packet.version)
    packet.append(littleEndian: slotCount)
    packet.append(littleEndian: bodyMemory)
    packet.append(littleEndian: bodyCapacity)
    packet.append(littleEndian: replyCapacity)
    packet.append(littleEndian: fingerprintKey0)
    packet.append(littleEndian: fingerprintKey1)
    packet.append(littleEndian: canonicalRules.rawValue)
    packet.append(littleEndian: cpuMillisecondsPerPage)
    packet.append(littleEndian: addressSpaceBytes)
    packet.append(littleEndian: maximumLinksPerPage)
    packet.append(htmlEngine.rawValue)
    packet.append(wantsContentMarks ? 1 : 0)
    try packet.append(lengthPrefixed: productToken.utf8, "productToken")
    guard packet.count <= Packet.maximumLength else { throw WireError(.tooLong, "productToken") }
    return packet
  }

  /// Reads a packet.
  package init(decoding packet: Span<UInt8>) throws(WireError) {
    var cursor = WireCursor()
    try cursor.expect(.settings, in: packet)
    guard try cursor.integer(UInt32.self, from: packet, "magic") == Self.magic else {
      throw WireError(.wrongMessage, "magic")
    }
    guard try cursor.integer(UInt16.self, from: packet, "version") == Packet.version else {
      throw WireError(.wrongVersion, "version")
    }
    slotCount = try cursor.integer(from: packet, "slotCount")
    bodyMemory = try cursor.integer(from: packet, "bodyMemory")
    bodyCapacity = try cursor.integer(from: packet, "bodyCapacity")
    replyCapacity = try cursor.integer(from: packet, "replyCapacity")
    fingerprintKey0 = try cursor.integer(from: packet, "fingerprintKey0")
    fingerprintKey1 = try cursor.integer(from: packet, "fingerprintKey1")
    canonicalRules = CanonicalRules(
      rawValue: try cursor.integer(from: packet, "canonicalRules"))
    cpuMillisecondsPerPage = try cursor.integer(from: packet, "cpuMillisecondsPerPage")
    addressSpaceBytes = try cursor.integer(from: packet, "addressSpaceBytes")
    maximumLinksPerPage = try cursor.integer(from: packet, "maximumLinksPerPage")
    guard let engine = HTMLEngine(rawValue: try cursor.integer(from: packet, "htmlEngine")) else {
      throw WireError(.outOfRange, "htmlEngine")
    }
    htmlEngine = engine
    let marks = try cursor.integer(UInt8.self, from: packet, "wantsContentMarks")
    guard marks <= 1 else { throw WireError(.outOfRange, "wantsContentMarks") }
    wantsContentMarks = marks == 1
    let length = try cursor.integer(UInt16.self, from: packet, "productToken")
    productToken = try cursor.text(of: Int(length), from: packet, "productToken")
    try cursor.expectEnd(of: packet)
    guard slotCount > 0 else { throw WireError(.outOfRange, "slotCount") }
    guard bodyMemory > 0, bodyMemory <= UInt64(Int.max) else {
      throw WireError(.outOfRange, "bodyMemory")
    }
    guard bodyCapacity > 0 else { throw WireError(.outOfRange, "bodyCapacity") }
    guard replyCapacity >= PageFacts.minimumFrameCapacity else {
      throw WireError(.outOfRange, "replyCapacity")
    }
  }

  /// "ORBW", so that a stray program that writes to the socket is told apart at once.
  private static let magic: UInt32 = 0x5742_524F
}

/// The worker's answer to its settings: from here on it takes requests.
package struct WorkerReady: Sendable, Equatable {
  /// The worker's process id.
  package var processID: UInt32

  /// An answer.
  package init(processID: UInt32) { self.processID = processID }

  /// The packet.
  package func encoded() -> [UInt8] {
    var packet = [MessageTag.ready.rawValue]
    packet.append(littleEndian: Packet.version)
    packet.append(littleEndian: processID)
    return packet
  }

  /// Reads a packet.
  package init(decoding packet: Span<UInt8>) throws(WireError) {
    var cursor = WireCursor()
    try cursor.expect(.ready, in: packet)
    guard try cursor.integer(UInt16.self, from: packet, "version") == Packet.version else {
      throw WireError(.wrongVersion, "version")
    }
    processID = try cursor.integer(from: packet, "processID")
    try cursor.expectEnd(of: packet)
  }
}
