import Digests
import ParserWire
import TestSupport
import Testing
import WebURL

@Suite struct PageFactsTests {
  @Test func factsComeThrough() throws {
    var writer = PageFactsWriter(capacity: PageFacts.minimumFrameCapacity)
    fill(&writer)
    let facts = try PageFacts(frame: frame(&writer))
    #expect(facts.title == "Ä title")
    #expect(facts.language == "de")
    #expect(facts.description == "what it is")
    #expect(facts.metaRobots == "noindex")
    #expect(facts.charset == "UTF-8")
    #expect(facts.base == "http://b.example/")
    #expect(facts.flags == [.noindex, .hasBase])
    #expect(facts.textHash == TextHash(simhash: 0x0123_4567_89AB_CDEF, words: 77))
    #expect(facts.digest == ContentDigest(high: 0xFEDC_BA98_7654_3210, low: 3))
    #expect(facts.linkOccurrences == 9)
    #expect(facts.otherSchemeLinks == 2)
    #expect(facts.invalidLinks == 1)
    #expect(facts.canonicalIndex == 1)
    #expect(facts.links.map { facts.url(of: $0) } == ["http://a.example/x", "https://b.example/"])
    #expect(facts.links.map(\.kind) == [.anchor, .canonical])
    #expect(facts.links.map(\.relation) == [[.nofollow, .ugc], []])
    #expect(facts.links.map(\.count) == [3, 1])
    #expect(facts.links.map(\.originLength) == [16, 17])
    #expect(
      facts.links[0].fingerprint == FingerprintKey(1, 2).fingerprint(of: "http://a.example/x"))
    let length = facts.withURL(of: facts.links[1]) { $0.count }
    #expect(length == 18)
  }

  @Test func anEmptyPageComesThrough() throws {
    var writer = PageFactsWriter(capacity: PageFacts.minimumFrameCapacity)
    #expect(try PageFacts(frame: frame(&writer)) == PageFacts())
  }

  @Test func aResetWorkspaceSaysNothing() throws {
    var writer = PageFactsWriter(capacity: PageFacts.minimumFrameCapacity)
    fill(&writer)
    writer.reset()
    #expect(try PageFacts(frame: frame(&writer)) == PageFacts())
  }

  @Test func countsStopAtTheTop() throws {
    var writer = PageFactsWriter(capacity: PageFacts.minimumFrameCapacity)
    fill(&writer)
    for _ in 0..<70_000 { writer.repeatLink(at: 1) }
    #expect(try PageFacts(frame: frame(&writer)).links[1].count == .max)
  }

  @Test func linksThatDoNotFitAreLeftOut() throws {
    var writer = PageFactsWriter(capacity: PageFacts.minimumFrameCapacity)
    var resolver = LinkResolver(rules: .standard, key: FingerprintKey(1, 2))
    var added = 0
    for number in 0..<2000 {
      let isAdded = add("http://a.example/\(number)", to: &writer, with: &resolver) != nil
      if isAdded { added += 1 }
    }
    writer.title = [UInt8](repeating: UInt8(ascii: "t"), count: 5000)
    let facts = try PageFacts(frame: frame(&writer))
    #expect(facts.links.count == added)
    #expect(added > 300 && added < 1000)
    #expect(facts.flags.contains(.truncatedLinks))
    #expect(facts.title.utf8.count == PageFacts.maximumTextLength)
  }

  @Test func textsAreCutBetweenCharacters() throws {
    var writer = PageFactsWriter(capacity: PageFacts.minimumFrameCapacity)
    writer.title = Array(("x" + String(repeating: "€", count: 400)).utf8)
    let facts = try PageFacts(frame: frame(&writer))
    #expect(facts.title == "x" + String(repeating: "€", count: 341))
  }

  @Test func aBaseThatIsTooLongIsLeftOut() throws {
    var writer = PageFactsWriter(capacity: PageFacts.minimumFrameCapacity)
    writer.base = [UInt8](repeating: UInt8(ascii: "b"), count: PageFacts.maximumBaseLength + 1)
    #expect(try PageFacts(frame: frame(&writer)).base == nil)
  }

  @Test func everyCutFrameIsRefused() {
    let frame = sampleFrame()
    for length in 0..<frame.count {
      #expect(throws: WireError.self) { try PageFacts(frame: Array(frame[..<length])) }
    }
    #expect(throws: WireError.self) { try PageFacts(frame: frame + [0]) }
  }

  /// Single fields set to what they must not be. Offsets as in `PageFactsFrame`.
  @Test(arguments: [
    (0, 0, WireError.Code.wrongMessage),  // magic
    (4, 9, .wrongVersion),
    (24, 2, .outOfRange),  // canonical index beyond the links
    (60, 0, .outOfRange),  // a simhash of no words
    (72, 0, .outOfRange),  // a digest that is not there
    (72, 2, .outOfRange),
    (92 + 16, 200, .outOfRange),  // text offset
    (92 + 20, 255, .outOfRange),  // text length
    (92 + 24, 200, .outOfRange),  // origin length
    (92 + 28, 0, .outOfRange),  // kind
    (92 + 28, 250, .outOfRange),
    (92 + 30, 1, .outOfRange),  // padding
    (92 + 64, 0x20, .invalidText),  // URL text
    (92 + 64, 0x78, .outOfRange),  // not http
  ]) func wrongFieldsAreRefused(offset: Int, byte: UInt8, code: WireError.Code) {
    var frame = sampleFrame()
    frame[offset] = byte
    let error = #expect(throws: WireError.self) { try PageFacts(frame: frame) }
    #expect(error?.code == code, "\(String(describing: error))")
  }

  @Test func textThatIsNotUTF8IsRefused() throws {
    var frame = sampleFrame()
    let place = try #require(frame.firstIndex(of: 0xC3))
    frame[place + 1] = 0x20
    let error = #expect(throws: WireError.self) { try PageFacts(frame: frame) }
    #expect(error?.code == .invalidText)
  }

  /// No bytes trap the decoder, and whatever it lets through can be used without a trap.
  @Test func mutatedFramesNeverTrap() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let valid = sampleFrame()
    var decoded = 0
    for _ in 0..<40_000 {
      let frame = generator.mutated(valid)
      guard let facts = try? PageFacts(frame: frame) else { continue }
      decoded += 1
      for link in facts.links {
        #expect(facts.url(of: link).hasPrefix("http"), "seed \(seed)")
      }
    }
    #expect(decoded > 0 && decoded < 40_000, "seed \(seed)")
  }
}

private func sampleFrame() -> [UInt8] {
  var writer = PageFactsWriter(capacity: PageFacts.minimumFrameCapacity)
  fill(&writer)
  return frame(&writer)
}

private func frame(_ writer: inout PageFactsWriter) -> [UInt8] {
  var memory = [UInt8](repeating: 0xAA, count: PageFacts.minimumFrameCapacity)
  var span = memory.mutableSpan
  let length = writer.write(to: &span)
  return Array(memory[..<length])
}

private func fill(_ writer: inout PageFactsWriter) {
  var resolver = LinkResolver(rules: .standard, key: FingerprintKey(1, 2))
  writer.title = Array("Ä title".utf8)
  writer.language = Array("de".utf8)
  writer.description = Array("what it is".utf8)
  writer.metaRobots = Array("noindex".utf8)
  writer.charset = Array("UTF-8".utf8)
  writer.base = Array("http://b.example/".utf8)
  writer.flags = [.noindex, .hasBase]
  writer.textHash = TextHash(simhash: 0x0123_4567_89AB_CDEF, words: 77)
  writer.digest = ContentDigest(high: 0xFEDC_BA98_7654_3210, low: 3)
  writer.linkOccurrences = 9
  writer.otherSchemeLinks = 2
  writer.invalidLinks = 1
  _ = add("http://a.example/x", relation: [.nofollow, .ugc], to: &writer, with: &resolver)
  writer.canonicalIndex = add("https://b.example/", kind: .canonical, to: &writer, with: &resolver)
  writer.repeatLink(at: 0)
  writer.repeatLink(at: 0)
}

private func add(
  _ url: String, kind: LinkKind = .anchor, relation: LinkRelation = [],
  to writer: inout PageFactsWriter, with resolver: inout LinkResolver
) -> Int? {
  guard let link = resolver.resolve(Array(url.utf8).span) else { return nil }
  return resolver.withCanonical { writer.add(link, kind: kind, relation: relation, text: $0) }
}

extension FingerprintKey {
  fileprivate func fingerprint(of text: String) -> UInt64 { fingerprint(of: Array(text.utf8).span) }
}

extension PageFacts {
  // `#expect` cannot carry a span, so the span is made here.
  fileprivate init(frame: [UInt8]) throws { self = try PageFacts(decoding: frame.span) }
}
