import ParserWire
import Testing

@Suite struct XHTMLTests {
  private func page(_ content: String, prologue: String = "") -> String {
    "\(prologue)<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='de'>\(content)</html>"
  }

  private func facts(_ text: String) throws -> PageFacts {
    var reader = PageReader()
    return try reader.facts(Array(text.utf8), type: .xhtml)
  }

  private func links(_ content: String) throws -> [String] { try facts(page(content)).linkLines }

  @Test func aWellFormedPageIsReadAsXML() throws {
    let prologue = """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"
        "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
      """
    let facts = try facts(
      page(
        """
        <head><title>a &amp;&nbsp;<![CDATA[<b>&nbsp;]]>&eacute;</title><base href='/b/'/></head>
        <body><p><a href='x?a=1&amp;b=&eacute;' rel='nofollow'>x</a><script src='s'/><a href='y'/></p>
        <!-- <a href='n'/> &nbsp; --></body>
        """, prologue: prologue))
    #expect(facts.title == "a &\u{A0}<b>&nbsp;é")
    #expect(facts.language == "de")
    #expect(facts.flags == .hasBase)
    #expect(
      facts.linkLines == [
        "a nofollow http://a.example/b/x?a=1&b=%C3%A9", "script http://a.example/b/s",
        "a http://a.example/b/y",
      ])
  }

  @Test(arguments: [
    LinkCase("<A href='x'/><a HREF='y'/>"),
    LinkCase("<a xmlns='' href='x'/><a xmlns='http://b.example/' href='y'/>"),
    LinkCase(
      "<h:a xmlns:h='http://www.w3.org/1999/xhtml' href='x'/>", "a http://a.example/dir/x"),
    LinkCase(
      "<svg xmlns='http://www.w3.org/2000/svg' xmlns:l='http://www.w3.org/1999/xlink'>"
        + "<a l:href='x'/><title>t</title><image href='y'/></svg>",
      "a http://a.example/dir/x", "img http://a.example/dir/y"),
    LinkCase(
      "<template><a href='x'/><title>t</title></template><a href='y'/>", "a http://a.example/dir/y"),
    LinkCase("<script>//<![CDATA[\n'<a href=\"x\"/>'\n//]]></script>"),
    LinkCase("<textarea><a href='x'/></textarea>", "a http://a.example/dir/x"),
    LinkCase(
      "<p><div><form action='x'><form action='y'/></form></div></p>",
      "form http://a.example/dir/x", "form http://a.example/dir/y"),
  ]) func names(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  /// What XML refuses, a browser of HTML reads.
  @Test(arguments: [
    "<p><a href='x'>", "<a href=x />", "<br><a href='x'/>", "<a href='x'/>&undeclared;",
    "<a href='x'/> 1 < 2", "<a href='x' href='y'/>", "<a href='x'/></body></html><html>",
    String(repeating: "<div>", count: 300) + "<a href='x'/>"
      + String(repeating: "</div>", count: 300),
  ]) func whatIsNotWellFormedIsReadAsHTML(content: String) throws {
    let facts = try facts(page(content))
    #expect(facts.flags.contains(.notWellFormed))
    #expect(facts.linkLines == ["a http://a.example/dir/x"])
    #expect(facts.linkOccurrences == 1)
  }

  @Test(.timeLimit(.minutes(1))) func entitiesDoNotGrow() throws {
    let laughs = (1...9).map {
      "<!ENTITY l\($0) '" + String(repeating: "&l\($0 - 1);", count: 10) + "'>"
    }
    let prologue =
      "<!DOCTYPE html [<!ENTITY l0 'ha'>" + laughs.joined()
      + "<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    let facts = try facts(page("<title>&l9;&x;</title><a href='&l9;'/>", prologue: prologue))
    #expect(facts.title.count < 100)
    #expect(!facts.title.contains("root"))
  }
}
