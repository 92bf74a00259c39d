import ParserWire
import TestSupport
import Testing
import WebURL

@Suite struct SitemapFactsTests {
  @Test func factsComeThroughInTheOrderOfImportance() throws {
    let facts = try SitemapFacts(bytes: sampleFrame())
    #expect((facts.kind, facts.flags) == (.urlset, [.tooManyEntries]))
    #expect((facts.entries, facts.invalid, facts.relative) == (4, 3, 2))
    #expect(
      facts.links.map { facts.url(of: $0) } == [
        "http://a.example/3", "https://b.example/", "http://a.example/1",
      ])
    #expect(facts.links.map(\.count) == [1, 1, 2])
    #expect(
      facts.details == [
        SitemapDetail(lastModified: -5, priority: 1000, changeFrequency: .never),
        SitemapDetail(lastModified: 7, isAlternate: true), SitemapDetail(),
      ])
  }

  @Test func anEmptyOneComesThrough() throws {
    #expect(try SitemapFacts(bytes: frame { _ in }) == SitemapFacts())
  }

  @Test func whatIsAnEntryAnywhereIsAnEntry() throws {
    let facts = try SitemapFacts(
      bytes: frame { writer in
        let index = add("http://a.example/", SitemapDetail(isAlternate: true), to: &writer) ?? 0
        writer.repeatLink(at: index, SitemapDetail(priority: 100))
        writer.repeatLink(at: index, SitemapDetail(isAlternate: true))
      })
    #expect(facts.details == [SitemapDetail(priority: 100)])
    #expect(facts.links.map(\.count) == [3])
  }

  @Test func whatDoesNotFitIsLeftOut() throws {
    var added = 0
    let facts = try SitemapFacts(
      bytes: frame { writer in
        for number in 0..<2000 {
          let index = add("http://a.example/\(number)", SitemapDetail(), to: &writer)
          if index != nil { added += 1 }
        }
      })
    #expect(facts.flags == .truncatedLinks)
    #expect(facts.links.count == added)
    #expect(added > 300 && added < 1000)
  }

  @Test func complaintsAreWords() {
    #expect(SitemapFlags().complaint == nil)
    for bit in 0..<5 { #expect(SitemapFlags(rawValue: 1 << bit).complaint != nil) }
    #expect(
      Set(SitemapKind.allCases.map(\.name)).count == SitemapKind.allCases.count)
    #expect(ChangeFrequency.hourly.name == "hourly")
  }

  @Test func mutatedFramesNeverTrap() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let valid = sampleFrame()
    var decoded = 0
    for _ in 0..<40_000 {
      guard let facts = try? SitemapFacts(bytes: generator.mutated(valid)) else { continue }
      decoded += 1
      #expect(facts.links.count == facts.details.count, "seed \(seed)")
      for link in facts.links {
        #expect(facts.url(of: link).hasPrefix("http"), "seed \(seed)")
        #expect(link.kind == .sitemap, "seed \(seed)")
      }
    }
    #expect(decoded > 0 && decoded < 40_000, "seed \(seed)")
  }
}

private func sampleFrame() -> [UInt8] {
  frame { writer in
    writer.kind = .urlset
    writer.flags = .tooManyEntries
    (writer.entries, writer.invalid, writer.relative) = (4, 3, 2)
    let first = add("http://a.example/1", SitemapDetail(), to: &writer)
    _ = add("https://b.example/", SitemapDetail(lastModified: 7, isAlternate: true), to: &writer)
    _ = add(
      "http://a.example/3",
      SitemapDetail(lastModified: -5, priority: 1000, changeFrequency: .never), to: &writer)
    if let first { writer.repeatLink(at: first, SitemapDetail()) }
  }
}

private func frame(_ fill: (inout SitemapFactsWriter) -> Void) -> [UInt8] {
  var writer = SitemapFactsWriter(capacity: PageFacts.minimumFrameCapacity)
  fill(&writer)
  var memory = [UInt8](repeating: 0xAA, count: PageFacts.minimumFrameCapacity)
  var span = memory.mutableSpan
  let length = writer.write(to: &span)
  return Array(memory[..<length])
}

private func add(
  _ url: String, _ detail: SitemapDetail, to writer: inout SitemapFactsWriter
) -> Int? {
  var resolver = LinkResolver(rules: .standard, key: FingerprintKey(1, 2))
  let bytes = Array(url.utf8)
  guard let link = resolver.resolve(bytes.span) else { return nil }
  return resolver.withCanonical { writer.add(link, detail, text: $0) }
}

extension SitemapFacts {
  fileprivate init(bytes: [UInt8]) throws {
    self = try SitemapFacts(decoding: bytes.span)
  }
}
