import ParserWire
import Testing

@Suite struct MetaTests {
  @Test(arguments: [
    ("<title>x</title>", "x"),
    ("<title> a\n\t b </title>", "a b"),
    ("<title>a &amp; b &lt;c&gt; &eacute; &#8364;</title>", "a & b <c> é €"),
    ("<title>a</title><title>b</title>", "a"),
    ("<title></title><title>b</title>", ""),
    ("<svg><title>drawing</title></svg><title>page</title>", "page"),
    ("<p>no title", ""),
    ("<TITLE>x", "x"),
    ("<title>a <b>b</b> c</title>", "a <b>b</b> c"),
    ("<body><title>late</title>", "late"),
  ]) func titles(html: String, title: String) throws {
    #expect(try facts(html).title == title)
  }

  @Test func longTextsAreCut() throws {
    let long = String(repeating: "ä ", count: 2000)
    let facts = try facts("<title>\(long)</title><meta name=description content='\(long)'>")
    #expect(facts.title.utf8.count <= PageFacts.maximumTextLength)
    #expect(facts.title.utf8.count > PageFacts.maximumTextLength - 4)
    #expect(facts.description.hasPrefix("ä ä ä"))
    #expect(facts.description.utf8.count <= PageFacts.maximumTextLength)
  }

  @Test(arguments: [
    ("<html lang=de>", "de"), ("<html lang=' en-GB '>", "en-GB"), ("<html xml:lang=fr>", "fr"),
    ("<html><p lang=it>", ""), ("<p>", ""), ("<p><html lang=pt>", "pt"),
    ("<html class=a><html lang=en><html lang=de>", "en"),
  ]) func languages(html: String, language: String) throws {
    #expect(try facts(html).language == language)
  }

  @Test func theFirstDescriptionCounts() throws {
    let html = "<meta name=Description content=' a  b '><meta name=description content=c>"
    #expect(try facts(html).description == "a b")
  }

  @Test(
    arguments: [
      ("<meta name=robots content=noindex>", "noindex", PageFlags.noindex),
      (
        "<META NAME=ROBOTS CONTENT='NoIndex, NOFOLLOW'>", "NoIndex, NOFOLLOW",
        [.noindex, .nofollow]
      ),
      ("<meta name=robots content=none>", "none", [.noindex, .nofollow]),
      ("<meta name=robots content='index,follow'>", "index,follow", []),
      (
        "<meta name=robots content=noindex><meta name=orbweaver content=nofollow>",
        "noindex, nofollow", [.noindex, .nofollow]
      ),
      ("<meta name=OrbWeaver content=noindex>", "noindex", .noindex),
      ("<meta name=googlebot content=noindex>", "", []),
      ("<meta name=robots content=noindexing>", "noindexing", []),
      ("<meta name=robots>", "", []),
    ] as [(String, String, PageFlags)]) func robots(html: String, text: String, flags: PageFlags)
    throws
  {
    let facts = try facts(html)
    #expect(facts.metaRobots == text)
    #expect(facts.flags == flags)
  }

  @Test(arguments: [
    LinkCase("<meta http-equiv=refresh content='0;url=x'>", "refresh http://a.example/dir/x"),
    LinkCase("<meta http-equiv=Refresh content=\"5; URL = '/x' \">", "refresh http://a.example/x"),
    LinkCase("<meta http-equiv=refresh content='0; x'>", "refresh http://a.example/dir/x"),
    LinkCase("<meta http-equiv=refresh content='0;url=\"x\"y'>", "refresh http://a.example/dir/x"),
    LinkCase("<meta http-equiv=refresh content=30>"),
    LinkCase("<meta http-equiv=refresh content=url=x>"),
    LinkCase("<meta http-equiv=refresh>"),
    LinkCase(
      "<meta http-equiv=refresh content='0;x'><meta http-equiv=refresh content='0;y'>",
      "refresh http://a.example/dir/x"),
    LinkCase(
      "<meta http-equiv=refresh content=bad><meta http-equiv=refresh content='0;y'>",
      "refresh http://a.example/dir/y"),
  ]) func refreshes(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }
}
