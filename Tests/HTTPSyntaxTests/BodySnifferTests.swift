import HTTPSyntax
import Testing

@Suite struct BodySnifferTests {
  private func verdict(
    _ contentType: String?, _ body: [UInt8], options: String? = nil, isWhole: Bool = true
  ) -> BodySniffer.Verdict {
    let sniffer = BodySniffer(
      type: contentType.flatMap { MediaType(contentType: $0) }, lastContentType: contentType,
      contentTypeOptions: options)
    return sniffer.verdict(on: body.span, isWhole: isWhole)
  }

  private static let page = Array("<!doctype html><title>x</title>".utf8)

  @Test(
    arguments: [
      ("text/html", .html), ("TEXT/html;charset=x", .html), ("application/xhtml+xml", .xhtml),
      ("text/plain", .other("text/plain")), ("text/css", .other("text/css")),
      ("application/octet-stream", .other("application/octet-stream")),
      ("image/svg+xml", .other("image/svg+xml")), ("application/pdf", .other("application/pdf")),
      (nil, .html), ("", .html), ("unknown/unknown", .html), ("application/unknown", .html),
      ("*/*", .html), ("text", .html), ("bogus/", .html),
    ] as [(String?, BodySniffer.Verdict)])
  func theHeaderDecides(_ contentType: String?, _ expected: BodySniffer.Verdict) {
    #expect(verdict(contentType, Self.page) == expected)
  }

  @Test(
    arguments: [
      ("<!DOCTYPE html>", .html), ("  \t\r\n\u{C}<HtMl >", .html), ("<p>", .html), ("<P >", .html),
      ("<h1>", .html), ("<!-- x", .html), ("<a href=x>", .html), ("<script>", .html),
      ("<body\n>", .other("text/plain")), ("<html", .other("text/plain")),
      ("<h2>", .other("text/plain")), ("<pre>", .other("text/plain")),
      ("x<p>", .other("text/plain")),
      ("<span>", .other("text/plain")), ("", .other("text/plain")), ("hello", .other("text/plain")),
      ("\u{FEFF}<html>", .other("text/plain")), ("%PDF-1.7", .other("application/pdf")),
      (" %PDF-1.7", .other("text/plain")), ("GIF89a", .other("image/gif")),
      ("PK\u{3}\u{4}", .other("application/zip")), ("a\u{0}b", .other("application/octet-stream")),
      ("a\u{1B}b", .other("text/plain")), ("RIFF1234WEBPVP8", .other("image/webp")),
      ("<?xml version='1.0'?><rss>", .other("text/xml")),
      ("<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'>", .xhtml),
    ] as [(String, BodySniffer.Verdict)])
  func theBodyDecides(_ body: String, _ expected: BodySniffer.Verdict) {
    #expect(verdict(nil, Array(body.utf8)) == expected)
  }

  @Test func nosniffAllowsNoScripts() {
    #expect(verdict(nil, Self.page, options: "NoSniff, x") == .other("text/plain"))
    #expect(verdict(nil, Self.page, options: "x, nosniff") == .html)
    #expect(verdict("text/html", Self.page, options: "nosniff") == .html)
    #expect(verdict("text/plain", [0], options: "nosniff") == .other("text/plain"))
  }

  /// The labels that Apache once gave to anything: text or not, but never HTML.
  @Test(arguments: ["text/plain", "text/plain; charset=UTF-8", "text/plain; charset=iso-8859-1"])
  func mislabelled(_ label: String) {
    #expect(verdict(label, Self.page) == .other("text/plain"))
    #expect(verdict(label, [0x50, 0x00]) == .other("application/octet-stream"))
    #expect(verdict(label, [0xFE, 0xFF, 0x00]) == .other("text/plain"))
    #expect(verdict("text/plain; charset=utf-8", [0x50, 0x00]) == .other("text/plain"))
  }

  @Test(
    arguments: [
      ("<html/>", .xhtml), ("\u{FEFF} <!-- <rss> --><?x y?><html>", .xhtml), ("<h:html>", .xhtml),
      ("<!DOCTYPE html [ <!ENTITY a '>'> ]>\n<html lang=''>", .xhtml),
      ("<rss>", .other("text/xml")),
      ("<htmlx>", .other("text/xml")), ("", .other("text/xml")), ("text", .other("text/xml")),
      ("<!-- <html>", .other("text/xml")), ("<html:rss>", .other("text/xml")),
    ] as [(String, BodySniffer.Verdict)])
  func xmlByItsRoot(_ body: String, _ expected: BodySniffer.Verdict) {
    #expect(verdict("text/xml", Array(body.utf8)) == expected)
  }

  @Test func waitsForWhatItNeeds() {
    #expect(verdict(nil, Self.page, isWhole: false) == .undecided)
    #expect(verdict(nil, [UInt8](repeating: 0x20, count: 1445), isWhole: false) != .undecided)
    #expect(verdict("text/xml", Array("<!-- ".utf8), isWhole: false) == .undecided)
    #expect(verdict("text/xml", Array("<!".utf8), isWhole: false) == .undecided)
    #expect(verdict("text/xml", Array("<ht".utf8), isWhole: false) == .undecided)
    #expect(verdict("text/xml", Array("<rss ".utf8), isWhole: false) == .other("text/xml"))
    let endless = Array("<!--".utf8) + [UInt8](repeating: 0x20, count: 64 << 10)
    #expect(verdict("text/xml", endless, isWhole: false) == .other("text/xml"))
    #expect(verdict("text/html", [], isWhole: false) == .html)
  }
}
