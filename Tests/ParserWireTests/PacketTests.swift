import ParserWire
import TestSupport
import Testing
import WebURL

private let settings = WorkerSettings(
  slotCount: 3, bodyMemory: 1 << 34, bodyCapacity: 1 << 20, replyCapacity: 65_536,
  fingerprintKey0: 0x0123_4567_89AB_CDEF,
  fingerprintKey1: .max, canonicalRules: .standard, cpuMillisecondsPerPage: 2000,
  addressSpaceBytes: 1 << 33, maximumLinksPerPage: 5000, productToken: "orbweaver",
  htmlEngine: .libxml2, wantsContentMarks: true)
private let request = ParseRequest(
  slot: 2, bodyOffset: 1 << 33, bodyLength: 77, url: Array("http://a.example/ü".utf8),
  charset: Array("utf-8".utf8),
  documentType: .xhtml)
private let receipt = ParseReceipt(
  slot: 1, replyLength: 4_000_000_000, cpuMicroseconds: 1100, peakResidentKiB: 20_000)
private let ready = WorkerReady(processID: 4_194_304)

@Suite struct PacketTests {
  @Test func settingsComeThrough() throws {
    #expect(try WorkerSettings(packet: settings.encoded()) == settings)
  }

  @Test func readyComesThrough() throws {
    #expect(try WorkerReady(packet: ready.encoded()) == ready)
  }

  @Test func requestComesThrough() throws {
    #expect(try ParseRequest(packet: request.encoded()) == request)
    let bare = ParseRequest(slot: 0, bodyOffset: 0, bodyLength: 0, url: [], charset: [])
    #expect(try ParseRequest(packet: bare.encoded()) == bare)
  }

  @Test func receiptComesThrough() throws {
    #expect(try ParseReceipt(packet: receipt.encoded()) == receipt)
  }

  @Test func integersAreLittleEndian() {
    #expect(ready.encoded() == [2, 1, 0, 0, 0, 0x40, 0])
  }

  @Test func everyCutPacketIsTruncated() throws {
    for packet in try allPackets() {
      for length in 1..<packet.count {
        #expect(throws: WireError.self) { try decodeByTag(Array(packet[..<length])) }
      }
      #expect(throws: WireError.self) { try decodeByTag([]) }
    }
  }

  @Test func bytesBehindThePacketAreRefused() throws {
    for packet in try allPackets() {
      let error = #expect(throws: WireError.self) { try decodeByTag(packet + [0]) }
      #expect(error?.code == .trailingBytes)
    }
  }

  @Test func anotherMessageIsRefused() throws {
    for packet in try allPackets() {
      for tag in UInt8(1)...4 where tag != packet[0] {
        let error = #expect(throws: WireError.self) { try decode(packet, as: tag) }
        #expect(error?.code == .wrongMessage)
      }
    }
  }

  @Test func anotherVersionIsRefused() throws {
    var packet = ready.encoded()
    packet[1] = 99
    let error = #expect(throws: WireError.self) { try WorkerReady(packet: packet) }
    #expect(error?.code == .wrongVersion)
  }

  @Test(arguments: [0, 1, 2, 3]) func impossibleSettingsAreRefused(field: Int) throws {
    var wrong = settings
    switch field {
    case 0: wrong.slotCount = 0
    case 1: wrong.bodyCapacity = 0
    case 2: wrong.bodyMemory = 0
    default: wrong.replyCapacity = UInt32(PageFacts.minimumFrameCapacity) - 1
    }
    let packet = try wrong.encoded()
    let error = #expect(throws: WireError.self) { try WorkerSettings(packet: packet) }
    #expect(error?.code == .outOfRange)
  }

  @Test func whatDoesNotFitIntoAPacketIsRefused() {
    for length in [65_536, 65_530] {
      let long = ParseRequest(
        slot: 0, bodyOffset: 0, bodyLength: 1,
        url: [UInt8](repeating: UInt8(ascii: "u"), count: length))
      let error = #expect(throws: WireError.self) { try long.encoded() }
      #expect(error?.code == .tooLong)
    }
  }

  /// No bytes trap a decoder. The seed is in the failure's message; a trap names it on stdout.
  @Test func mutatedPacketsNeverTrap() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let packets = try allPackets()
    var decoded = 0
    for round in 0..<40_000 {
      let packet = generator.mutated(packets[round % packets.count])
      if (try? decodeByTag(packet)) != nil { decoded += 1 }
    }
    #expect(decoded > 0 && decoded < 40_000, "seed \(seed)")
  }
}

private func allPackets() throws -> [[UInt8]] {
  [try settings.encoded(), ready.encoded(), try request.encoded(), receipt.encoded()]
}

private func decodeByTag(_ packet: [UInt8]) throws { try decode(packet, as: packet.first ?? 4) }

private func decode(_ packet: [UInt8], as tag: UInt8) throws {
  switch tag {
  case 1: _ = try WorkerSettings(packet: packet)
  case 2: _ = try WorkerReady(packet: packet)
  case 3: _ = try ParseRequest(packet: packet)
  default: _ = try ParseReceipt(packet: packet)
  }
}

// `#expect` cannot carry a span, so the spans are made here.
extension WorkerSettings {
  init(packet: [UInt8]) throws { self = try WorkerSettings(decoding: packet.span) }
}
extension WorkerReady {
  init(packet: [UInt8]) throws { self = try WorkerReady(decoding: packet.span) }
}
extension ParseRequest {
  init(packet: [UInt8]) throws { self = try ParseRequest(decoding: packet.span) }
}
extension ParseReceipt {
  init(packet: [UInt8]) throws { self = try ParseReceipt(decoding: packet.span) }
}
