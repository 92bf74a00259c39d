import ParserWire
import TestSupport
import Testing
import WebURL

/// Pages that want to hurt: each must be answered, in bounded time and memory.
@Suite struct HostilePageTests {
  @Test(
    .timeLimit(.minutes(1)), arguments: ["div", "a href=x", "b", "table", "svg", "unknown", "p"],
    HTMLEngine.allCases)
  func deepNesting(tag: String, engine: HTMLEngine) throws {
    let html = String(repeating: "<\(tag)>", count: 100_000) + "<a href=end>"
    let facts = try facts(html, engine: engine)
    #expect(facts.linkLines.last == "a http://a.example/dir/end")
  }

  @Test(.timeLimit(.minutes(1)), arguments: HTMLEngine.allCases)
  func deepNestingWithWrongEnds(engine: HTMLEngine) throws {
    let html =
      String(repeating: "<b>", count: 100_000) + String(repeating: "</i>", count: 100_000)
      + "<a href=end>"
    let facts = try facts(html, engine: engine)
    #expect(facts.linkLines == ["a http://a.example/dir/end"])
    #expect(facts.flags.contains(.flattened))
  }

  /// Scripts stay scripts, however deep they lie.
  @Test(arguments: HTMLEngine.allCases) func deepScripts(engine: HTMLEngine) throws {
    let html =
      String(repeating: "<div>", count: 2000)
      + "<script>'<a href=no>'</script><style><a href=no></style><img src=i><a href=end>"
    #expect(
      try links(html, engine: engine) == [
        "img http://a.example/dir/i", "a http://a.example/dir/end",
      ])
  }

  /// What lies too deep for its end to be heard must not swallow the rest.
  @Test(arguments: ["textarea", "title", "iframe", "xmp", "svg"], HTMLEngine.allCases)
  func deepText(tag: String, engine: HTMLEngine) throws {
    let html = String(repeating: "<div>", count: 2000) + "<\(tag)>x</\(tag)><a href=end>"
    #expect(try links(html, engine: engine) == ["a http://a.example/dir/end"])
  }

  @Test(
    arguments: [
      "<", "<a", "<a ", "<a href", "<a href=", "<a href='", "<!", "<!-", "<!--", "<!--x", "<?",
      "<?xml",
      "</", "</a", "&", "&#", "&#x", "&#xFFFFFFFFFFFFFFFF;", "&#0;", "<script>", "<script><!--",
      "<style>", "<title>", "<textarea>", "<![CDATA[", "<!DOCTYPE", "<!DOCTYPE html PUBLIC \"",
      "<meta charset=", "<base href=", "<svg><title>", "<iframe>", "",
    ], HTMLEngine.allCases) func unfinishedMarkup(end: String, engine: HTMLEngine) throws
  {
    #expect(try links("<a href=x>" + end, engine: engine) == ["a http://a.example/dir/x"])
    #expect(try links(end, engine: engine).isEmpty)
  }

  @Test(.timeLimit(.minutes(1)), arguments: HTMLEngine.allCases)
  func anAttributeOfTenMegabytes(engine: HTMLEngine) throws {
    let html =
      "<a href='/" + String(repeating: "x", count: 10_000_000) + "'>"
      + "<a title='" + String(repeating: "y", count: 10_000_000) + "' href=z>"
    let facts = try facts(html, engine: engine)
    #expect(facts.linkLines == ["a http://a.example/dir/z"])
    #expect(facts.invalidLinks == 1)
    #expect(facts.linkOccurrences == 2)
  }

  @Test(.timeLimit(.minutes(1)), arguments: HTMLEngine.allCases)
  func twoHundredThousandLinks(engine: HTMLEngine) throws {
    let html = (0..<200_000).map { "<a href=/\($0)>" }.joined()
    var reader = PageReader(frameCapacity: 32 << 20, maximumLinks: 1_000_000, engine: engine)
    let all = try reader.facts(Array(html.utf8))
    #expect(all.links.count == 200_000)
    #expect(all.links.indices.allSatisfy { all.url(of: all.links[$0]) == "http://a.example/\($0)" })
    #expect(!all.flags.contains(.truncatedLinks))
    var small = PageReader(frameCapacity: PageFacts.minimumFrameCapacity, engine: engine)
    let some = try small.facts(Array(html.utf8))
    #expect(some.links.count > 300)
    #expect(some.linkOccurrences == 200_000)
    #expect(some.flags.contains(.truncatedLinks))
  }

  @Test(.timeLimit(.minutes(1)), arguments: HTMLEngine.allCases)
  func manyRepetitionsAndAttributes(engine: HTMLEngine) throws {
    let repeated = String(repeating: "<a href=x>", count: 100_000)
    #expect(try facts(repeated, engine: engine).links.first?.count == .max)
    let attributes = (0..<20_000).map { "a\($0)=1" }.joined(separator: " ")
    #expect(try links("<a \(attributes) href=x>", engine: engine) == ["a http://a.example/dir/x"])
  }

  @Test(.timeLimit(.minutes(1)), arguments: HTMLEngine.allCases)
  func entitiesDoNotGrow(engine: HTMLEngine) throws {
    let html =
      "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>"
      + "<!ENTITY x SYSTEM 'file:///etc/passwd'>]><title>&b;&x;</title><a href='&b;&x;'>"
    let facts = try facts(html, engine: engine)
    #expect(!facts.title.contains("root"))
    #expect(facts.text.count < 200)
  }

  /// Random bytes, and real markup with random damage. A trap would end the test process.
  @Test(.timeLimit(.minutes(2)), arguments: HTMLEngine.allCases)
  func damagedPagesNeverTrap(engine: HTMLEngine) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var reader = PageReader(frameCapacity: PageFacts.minimumFrameCapacity, engine: engine)
    let charsets = ["", "utf-8", "utf-16le", "iso-2022-jp", "gb18030", "windows-1252", "big5"]
    var linkCount = 0
    for round in 0..<6000 {
      var body = Array(seedPage.utf8)
      if round % 4 == 0 {
        body = (0..<Int.random(in: 0..<400, using: &generator)).map { _ in
          let markup = Array("<>\"'=/ &;!-a".utf8)
          return Bool.random(using: &generator)
            ? markup[Int.random(in: 0..<markup.count, using: &generator)]
            : UInt8.random(in: 0...255, using: &generator)
        }
      }
      for _ in 0..<Int.random(in: 1...4, using: &generator) { body = generator.mutated(body) }
      let charset = charsets[round % charsets.count]
      do {
        linkCount += try reader.facts(body, charset: charset).links.count
      } catch {
        Issue.record("seed \(seed), round \(round): \(error)")
        return
      }
    }
    #expect(linkCount > 1000, "seed \(seed)")
  }
}

private let seedPage = """
  <!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>A &amp; B</title>
  <base href="http://b.example/d/"><link rel="canonical next" href="c"><meta name=robots content=none>
  <meta http-equiv=refresh content="3; url='r'"><script src=s.js>if (a<b) "</a>"</script>
  <style>a>b{}</style></head><body><!-- c --><a href="x?a=1&amp;b=&#228;" rel="nofollow ugc">ä€😀</a>
  <form method=post action=f><textarea><a href=t></textarea></form><img src=i><iframe src=j></iframe>
  <svg><title>t</title><a xlink:href=v></a></svg><table><tr><td><a href=y>y</table></body></html>
  """
