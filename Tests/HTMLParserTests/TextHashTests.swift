import Digests
import Foundation
import ParserWire
import TestSupport
import Testing
import WebURL

@testable import HTMLParser

/// Reads pages with the hash of their text and the digest of their bytes.
private func marks(
  _ page: String, type: DocumentType = .html, engine: HTMLEngine = .scanner
) throws -> PageFacts {
  var limits = ParserLimits(frameCapacity: 1 << 20)
  limits.wantsContentMarks = true
  var parser = PageParser(
    rules: .standard, key: FingerprintKey(3, 4), limits: limits, engine: engine)
  var frame = [UInt8](repeating: 0xAA, count: 1 << 20)
  var memory = frame.mutableSpan
  let length = parser.parse(
    body: Array(page.utf8).span, url: Array(pageURL.utf8).span, charset: Array("utf-8".utf8).span,
    documentType: type, into: &memory)
  return try PageFacts(decoding: frame.span.extracting(0..<length))
}

private func hash(_ page: String) throws -> TextHash? { try marks(page).textHash }

private func distance(_ one: TextHash?, _ other: TextHash?) -> Int {
  ((one?.simhash ?? 0) ^ (other?.simhash ?? ~0)).nonzeroBitCount
}

/// Words of one to twenty-odd letters, the short ones more often.
private func text(_ count: Int, using generator: inout SeededGenerator) -> [String] {
  (0..<count).map { _ in
    let length = Int.random(in: 1...Int.random(in: 2...24, using: &generator), using: &generator)
    return String(
      (0..<length).map { _ in "abcdefghijklmnop0é".randomElement(using: &generator) ?? "a" })
  }
}

@Suite struct TextHashTests {
  @Test func nobodyAsksAndNothingIsSaid() throws {
    let facts = try facts("<p>some words")
    #expect(facts.textHash == nil && facts.digest == nil)
  }

  @Test func theDigestIsThatOfTheBytes() throws {
    let page = "<p>some words \u{FEFF}é"
    let digest = digest(of: Array(page.utf8))
    #expect(try marks(page).digest == digest)
    #expect(try marks(page, engine: .libxml2).digest == digest)
  }

  private func digest(of bytes: [UInt8]) -> ContentDigest { ContentDigest(of: bytes.span) }

  @Test(arguments: ["", "<p> .,;-<br>", "<title>words</title>", "<script>words</script>"])
  func noWordsNoHash(page: String) throws {
    #expect(try hash(page) == nil)
    #expect(try marks(page, engine: .libxml2).textHash == nil)
  }

  /// One text, however it is written.
  @Test(arguments: [
    "One TWO, three.Four 5 six", "<p>one<b>two</b>three</p><ul><li>four<li>5</ul>six",
    "one two <!-- no --> thr<!-- a -->ee four\n\n\t5&nbsp;six".replacing("&nbsp;", with: " "),
    "one&#32;tw&#111; three&lt;four&amp;5&six", "<title>no</title>one two three four 5 six",
    "one<script>no</script>two<style>no</style>three<noscript>no<a href=x>no</a></noscript>four 5 six",
    "one two three <textarea>no</textarea><iframe>no</iframe> four 5 six",
    "one two three <svg><title>no</title><text>four</text></svg> 5 six",
  ]) func whatCounts(page: String) throws {
    let plain = try hash("one two three four 5 six")
    #expect(plain?.words == 6)
    #expect(try hash(page) == plain)
    #expect(try marks(page, engine: .libxml2).textHash == plain)
  }

  @Test func aTemplateIsNotShown() throws {
    #expect(try hash("one <template>no <p>no</template> two") == hash("one two"))
  }

  @Test func whatAFramesetReplacesIsNotShown() throws {
    #expect(try hash("<p><frameset><noframes>no</noframes></frameset>") == nil)
  }

  @Test func wordsAreOfLettersDigitsAndShortCharacters() throws {
    #expect(try hash("naïve 10 слово")?.words == 3)
    #expect(try hash("na&iuml;ve 10 слово") == hash("naïve 10 слово"))
    // A character from U+0800 on is a word.
    #expect(try hash("日本語 ab日cd 😀")?.words == 7)
    #expect(try hash("one") != hash("two"))
    #expect(try hash("one two") != hash("one three"))
  }

  @Test func theOrderCounts() throws {
    #expect(try hash("one two three four") != hash("four three two one"))
  }

  /// What goes through blocks of sixteen bytes, and what goes byte by byte, at every place of a block.
  @Test func placesDoNotMatter() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let words = text(Int.random(in: 3...80, using: &generator), using: &generator)
      let expected = byBytes(words.joined(separator: " "))
      #expect(expected?.words == UInt32(words.count), "seed \(seed)")
      let spaced = words.reduce(into: "") { text, word in
        text += String(repeating: " ", count: Int.random(in: 1...20, using: &generator)) + word
      }
      #expect(try hash(spaced + " ") == expected, "seed \(seed)")
      #expect(try hash(spaced.uppercased().replacing("É", with: "é")) == expected, "seed \(seed)")
      let tagged = words.joined(separator: Bool.random(using: &generator) ? "<i></i>" : "’—’<br>")
      let plain = tagged.replacing("<i></i>", with: " ").replacing("<br>", with: " ")
      #expect(try hash(tagged) == byBytes(plain), "seed \(seed)")
    }
  }

  private func byBytes(_ text: String) -> TextHash? {
    var hasher = TextHasher()
    let bytes = Array(text.utf8)
    _ = hasher.add(bytes.span, 0..<bytes.count, endsWord: false)
    return hasher.finish()
  }

  /// Counts bit by bit what `Simhash` adds up in words.
  @Test func simhashesAreMajorities() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    for count in [1, 2, 3, 15, 16, 17, 100, 1000] {
      let hashes = (0..<count).map { _ in generator.next() }
      var simhash = Simhash()
      var rest = hashes[...]
      while rest.count >= 16 {
        let first = rest.startIndex
        let lot = rest
        simhash.addSixteen { lot[first + $0] }
        rest = rest.dropFirst(16)
      }
      for hash in rest { simhash.add(hash) }
      let expected = (0..<64).reduce(into: UInt64(0)) { value, bit in
        if hashes.count(where: { $0 >> bit & 1 == 1 }) * 2 > count { value |= 1 << bit }
      }
      #expect(simhash.value == expected, "\(count) features, seed \(seed)")
    }
  }

  /// A word changed in five hundred moves few bits, and another text half of them.
  @Test func likeTextsHaveLikeHashes() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var (near, far) = (0, 0)
    for _ in 0..<40 {
      let words = text(500, using: &generator)
      var changed = words
      changed[Int.random(in: 0..<500, using: &generator)] = "changed"
      let original = try hash(words.joined(separator: " "))
      near += distance(original, try hash(changed.joined(separator: " ")))
      let other = try hash(text(500, using: &generator).joined(separator: " "))
      let apart = distance(original, other)
      #expect(apart > 10 && apart < 54, "seed \(seed)")
      far += apart
    }
    #expect(near < 40 * 8, "\(near) bits in 40 texts, seed \(seed)")
    #expect(far > 40 * 28 && far < 40 * 36, "\(far) bits in 40 texts, seed \(seed)")
  }

  @Test func bothEnginesAndXHTMLAgree() throws {
    let body = """
      <h1>A &amp; B</h1><p class="x">It’s <em>caf&eacute;</em> time&mdash;or not: f<sub>2</sub> &lt; 7.</p>
      <ul><li><a href="a">First</a></li><li><a href="b">Second</a>, too</li></ul>
      <table><tr><td>cell</td><td>another cell</td></tr></table><pre>x = y
        z = 0</pre><p>Больше слов 日本語</p><!-- no --><script>var no = 1;</script>
      """
    let page =
      "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>No</title></head><body>\(body)</body></html>"
    let scanned = try marks(page).textHash
    #expect(scanned?.words == 28)
    #expect(try marks(page, engine: .libxml2).textHash == scanned)
    let asXHTML = try marks(page, type: .xhtml)
    #expect(!asXHTML.flags.contains(.notWellFormed))
    #expect(asXHTML.textHash == scanned)
  }

  private static let folder = "/usr/share/doc/python3.11/html"

  /// Pages that nobody here wrote.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: folder),
      "the Debian package python3.11-doc is not installed"),
    arguments: [
      "index.html", "glossary.html", "library/json.html", "library/asyncio-queue.html",
      "tutorial/classes.html", "c-api/buffer.html", "whatsnew/2.0.html", "howto/unicode.html",
    ]) func bothEnginesAgreeOnRealPages(path: String) throws
  {
    let page = try String(contentsOfFile: "\(Self.folder)/\(path)", encoding: .utf8)
    let scanned = try marks(page).textHash
    #expect(try #require(scanned).words > 100)
    #expect(try marks(page, engine: .libxml2).textHash == scanned)
  }
}
