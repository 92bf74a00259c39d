import ParserWire
import TestSupport
import Testing

@testable import HTMLParser

/// Seeded random pages: the scanner never traps, and never changes its mind.
@Suite struct ScannerFuzzTests {
  /// The elements of a page that is cut off are the first ones of the whole: no rule looks ahead. (Where a
  /// frameset takes the place of a body the page is read twice; what is told the first time is compared.)
  @Test(.timeLimit(.minutes(2))) func aCutPageHasTheFirstElements() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var scanner = HTMLScanner()
    var elementCount = 0
    for round in 0..<1500 {
      let page = generator.markup(pieces: Int.random(in: 1...60, using: &generator))
      let all = elements(of: page, &scanner)
      let cut = Int.random(in: 0...page.count, using: &generator)
      let some = elements(of: Array(page[..<cut]), &scanner)
      elementCount += all.count
      guard all.starts(with: some) else {
        Issue.record(
          "seed \(seed), round \(round): \(String(decoding: page, as: UTF8.self)) at \(cut)")
        return
      }
    }
    #expect(elementCount > 5000, "seed \(seed)")
  }

  /// What is in a template, a comment or a text does not change what is behind it.
  @Test(arguments: ["template", "textarea", "script", "style", "xmp", "iframe"])
  func whatIsHiddenStaysHidden(tag: String) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var scanner = HTMLScanner()
    for round in 0..<150 {
      let hidden = generator.tame(depth: 3).replacing("!", with: "")
      let page = "<body><p>x<\(tag)>\(hidden)</\(tag)><a href=x><img src=y>"
      let found = elements(of: Array(page.utf8), &scanner).filter { $0 != tag }
      #expect(found == ["body", "p", "a", "img"], "seed \(seed), round \(round): \(page)")
    }
  }

  /// On pages without mistakes, and without what came after HTML 4, libxml2 finds the same.
  @Test(.timeLimit(.minutes(1))) func bothEnginesAgreeOnTamePages() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var ours = PageReader()
    var theirs = PageReader(engine: .libxml2)
    var linkCount = 0
    for round in 0..<300 {
      let page =
        "<html><head><title>t</title></head><body>\(generator.tame(depth: 5))</body></html>"
      let facts = try ours.facts(Array(page.utf8))
      linkCount += facts.links.count
      let other = try theirs.facts(Array(page.utf8))
      guard facts == other else {
        Issue.record("seed \(seed), round \(round): \(page)")
        return
      }
    }
    #expect(linkCount > 300, "seed \(seed)")
  }

  private func elements(of page: [UInt8], _ scanner: inout HTMLScanner) -> [String] {
    var listener = ElementLines()
    _ = scanner.read(page.span, for: &listener)
    return listener.lines
  }
}

extension SeededGenerator {
  /// Pieces of markup in any order.
  fileprivate mutating func markup(pieces: Int) -> [UInt8] {
    var text = ""
    for _ in 0..<pieces {
      let tag = tags.randomElement(using: &self) ?? "a"
      switch Int.random(in: 0..<10, using: &self) {
      case 0..<5: text += "<\(tag)\(attributes.randomElement(using: &self) ?? "")>"
      case 5..<8: text += "</\(tag)>"
      default: text += texts.randomElement(using: &self) ?? ""
      }
    }
    return Array(text.utf8)
  }

  /// Elements within each other, each with its end.
  fileprivate mutating func tame(depth: Int) -> String {
    guard depth > 0 else { return "text &amp; text" }
    return (0..<Int.random(in: 1...3, using: &self)).map { _ in
      switch Int.random(in: 0..<7, using: &self) {
      case 0: "<a href=\"/x?\(depth)&amp;b\" rel='nofollow'>link</a>"
      case 1: "<img src='i\(depth).png' alt=\"a > b\">"
      case 2: "<!-- <a href=no> -->"
      case 3: "<ul><li>\(tame(depth: depth - 1))</li></ul>"
      case 4: "<table><tr><td>\(tame(depth: depth - 1))</td></tr></table>"
      default: "<div class=c>\(tame(depth: depth - 1))</div>"
      }
    }.joined()
  }
}

private let tags = [
  "a", "b", "p", "div", "li", "ul", "table", "tr", "td", "tbody", "caption", "colgroup", "col",
  "select",
  "option", "optgroup", "input", "button", "form", "svg", "math", "desc", "title", "foreignObject",
  "mi",
  "annotation-xml", "template", "script", "style", "textarea", "xmp", "iframe", "noscript", "head",
  "body",
  "html", "frameset", "frame", "noframes", "h1", "h2", "dd", "dt", "nobr", "font", "object",
  "marquee",
  "base", "link", "meta", "img", "image", "br", "hr", "ruby", "rt", "rtc", "plaintext", "x-y",
  "pre",
]
private let attributes = [
  "", "", "", " href=x", " href='a>b'", " src=\"x\" src=y", "/", " type=hidden", " color=red",
  " encoding=text/html", " a=\"", " =x", " x='</a>'", "\n",
]
private let texts = [
  " ", "x", "&#32;", "&amp", "<", "</", "<!", "<!--", "-->", "<!-- x -->", "<![CDATA[", "]]>",
  "<?x>",
  "<!DOCTYPE html>", "\0", "ä", "</ ", "<a", "\"", "'", ">",
]
