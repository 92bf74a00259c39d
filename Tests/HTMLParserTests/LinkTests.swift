import ParserWire
import Testing
import WebURL

/// A piece of HTML and the links that it makes.
struct LinkCase: Sendable, CustomTestStringConvertible {
  let html: String
  let links: [String]

  init(_ html: String, _ links: String...) {
    self.html = html
    self.links = links
  }

  var testDescription: String { html }
}

@Suite struct LinkTests {
  @Test(arguments: [
    LinkCase("<a href=x>", "a http://a.example/dir/x"),
    LinkCase("<A HREF='/x'>", "a http://a.example/x"),
    LinkCase("<a href=\" ../x\n\">", "a http://a.example/x"),
    LinkCase("<a href=//b.example>", "a http://b.example/"),
    LinkCase("<a href=https://b.example/ä?ö>", "a https://b.example/%C3%A4?%C3%B6"),
    LinkCase("<a href=x#1><a href=x#2><a href='x'>", "a x3 http://a.example/dir/x"),
    LinkCase("<a href>", "a http://a.example/dir/page.html"),
    LinkCase("<a href=''>", "a http://a.example/dir/page.html"),
    LinkCase("<a name=x>"),
    LinkCase("<a href=x href=y>", "a http://a.example/dir/x"),
    LinkCase("<a title=\"a>b\" href=x>", "a http://a.example/dir/x"),
    LinkCase("<a href=\"?a=1&amp;b=2\">", "a http://a.example/dir/page.html?a=1&b=2"),
    LinkCase("<a href=\"?a=1&b=2\">", "a http://a.example/dir/page.html?a=1&b=2"),
    LinkCase("<a href=\"?a=1&copy=2\">", "a http://a.example/dir/page.html?a=1&copy=2"),
    LinkCase("<a href=\"&#x78;&#121;\">", "a http://a.example/dir/xy"),
    LinkCase("<a href=\"x\"class=y>", "a http://a.example/dir/x"),
    LinkCase("<map><area href=x></map>", "area http://a.example/dir/x"),
    LinkCase("<frameset><frame src=x></frameset>", "frame http://a.example/dir/x"),
    LinkCase(
      "<iframe src=x></iframe><iframe></iframe><iframe src=''></iframe>",
      "iframe http://a.example/dir/x"),
    LinkCase("<img src=x><img src=''><img data-src=y>", "img http://a.example/dir/x"),
    LinkCase(
      "<script src=x></script><script>'<a href=y>'</script>", "script http://a.example/dir/x"),
    LinkCase("<style><a href=x></style><!-- <a href=y> -->"),
    LinkCase(
      "<svg><a xlink:href=x /></svg><svg><a href=y xlink:href=z /></svg>",
      "a http://a.example/dir/x", "a http://a.example/dir/y"),
    LinkCase("<noscript><a href=x></noscript>", "a http://a.example/dir/x"),
    LinkCase("<template><a href=x></template><a href=y>", "a http://a.example/dir/y"),
    LinkCase("<a xlink:href=x><math><a href=y></math><svg><area href=z></svg>"),
    LinkCase("<nav><article><a href=x></article></nav>", "a http://a.example/dir/x"),
    LinkCase(
      "<table><a href=x><tr><a href=y>", "a http://a.example/dir/x", "a http://a.example/dir/y"),
    LinkCase("<p>1 < 2 <a href=x>", "a http://a.example/dir/x"),
    LinkCase("<a href=x><a href=y", "a http://a.example/dir/x"),
    LinkCase("<a href=x><a href=\"y", "a http://a.example/dir/x"),
    LinkCase("<a href=x><a href='y", "a http://a.example/dir/x"),
    LinkCase("<a href=x><a href", "a http://a.example/dir/x"),
  ]) func references(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  @Test(arguments: [
    LinkCase("<textarea><a href=x></textarea><a href=y>", "a http://a.example/dir/y"),
    LinkCase("<title><a href=x></title><a href=y>", "a http://a.example/dir/y"),
    LinkCase("<iframe><a href=x></iframe><a href=y>", "a http://a.example/dir/y"),
    LinkCase("<noembed><a href=x></noembed><a href=y>", "a http://a.example/dir/y"),
    LinkCase("<noframes><a href=x></noframes><a href=y>", "a http://a.example/dir/y"),
    LinkCase("<xmp><a href=x></xmp><a href=y>", "a http://a.example/dir/y"),
    LinkCase("<textarea><textarea></textarea><a href=y>", "a http://a.example/dir/y"),
  ]) func tagsWithinTextAreText(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  @Test(arguments: [
    LinkCase("<a rel=nofollow href=x>", "a nofollow http://a.example/dir/x"),
    LinkCase(
      "<a rel=' NoFollow\tUGC noopener sponsored,external ' href=x>",
      "a nofollow ugc sponsored external http://a.example/dir/x"),
    LinkCase("<a rel=nofollower href=x>", "a http://a.example/dir/x"),
    LinkCase("<area rel=nofollow href=x>", "area nofollow http://a.example/dir/x"),
    LinkCase("<form rel=nofollow action=x>", "form nofollow http://a.example/dir/x"),
    LinkCase(
      "<a href=x><a href=x rel=ugc><a href=x>", "a x2 http://a.example/dir/x",
      "a ugc http://a.example/dir/x"),
    LinkCase("<img src=x><a href=x>", "img http://a.example/dir/x", "a http://a.example/dir/x"),
  ]) func relations(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  @Test(arguments: [
    LinkCase("<link rel=canonical href=x>", "canonical http://a.example/dir/x"),
    LinkCase(
      "<link rel=next href=x><link rel=prev href=y><link rel=previous href=z>",
      "next http://a.example/dir/x", "prev http://a.example/dir/y", "prev http://a.example/dir/z"),
    LinkCase(
      "<link rel=alternate type=application/rss+xml href=x>", "alternate http://a.example/dir/x"),
    LinkCase("<link rel=stylesheet href=x>", "stylesheet http://a.example/dir/x"),
    LinkCase("<link rel='alternate stylesheet' href=x>", "stylesheet http://a.example/dir/x"),
    LinkCase("<link rel='Shortcut Icon' href=x>", "icon http://a.example/dir/x"),
    LinkCase("<link rel=apple-touch-icon href=x>", "icon http://a.example/dir/x"),
    LinkCase(
      "<link rel='next stylesheet' href=x>", "next http://a.example/dir/x",
      "stylesheet http://a.example/dir/x"),
    LinkCase("<link rel='canonical nofollow' href=x>", "canonical nofollow http://a.example/dir/x"),
    LinkCase("<link rel=preload href=x><link href=y><link rel=next><link rel=next href=''>"),
    LinkCase("<body><link rel=stylesheet href=x>", "stylesheet http://a.example/dir/x"),
  ]) func linkElements(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  @Test(arguments: [
    LinkCase("<form action=x>", "form http://a.example/dir/x"),
    LinkCase("<form action=x method=POST>", "form-post http://a.example/dir/x"),
    LinkCase("<form action=x method=get>", "form http://a.example/dir/x"),
    LinkCase("<form action=x method=dialog>"),
    LinkCase("<form action=x method=nonsense>", "form http://a.example/dir/x"),
    LinkCase("<form>", "form http://a.example/dir/page.html"),
    LinkCase("<form action='' method=post>", "form-post http://a.example/dir/page.html"),
    LinkCase("<base href=/b/><form>", "form http://a.example/dir/page.html"),
    LinkCase("<base href=/b/><form action=x>", "form http://a.example/b/x"),
  ]) func forms(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  /// Where libxml2 2.9, which knows HTML 4, and the standard differ. When a case here fails, libxml2 has
  /// got better, or worse.
  @Test(arguments: [
    (LinkCase("<a/href=x>", "a http://a.example/dir/x"), []),
    (LinkCase("<a @click=\"1>0\" href=x>", "a http://a.example/dir/x"), []),
    (
      LinkCase("<a href=a&sol;b>", "a http://a.example/dir/a/b"),
      ["a http://a.example/dir/a&sol;b"]
    ),
    (
      LinkCase("<a href='a&#x80;'>", "a http://a.example/dir/a%E2%82%AC"),
      ["a http://a.example/dir/a%C2%80"]
    ),
    (LinkCase("<template><a href=x></template>"), ["a http://a.example/dir/x"]),
    (LinkCase("<image src=x>", "img http://a.example/dir/x"), ["img http://a.example/dir/x"]),
    (LinkCase("<math><a href=x></math>"), ["a http://a.example/dir/x"]),
    (LinkCase("<svg><![CDATA[<a href=x>]]></svg>"), ["a http://a.example/dir/x"]),
    (
      LinkCase("<form><form action=x>", "form http://a.example/dir/page.html"),
      ["form http://a.example/dir/page.html", "form http://a.example/dir/x"]
    ),
    (LinkCase("<frame src=x>"), ["frame http://a.example/dir/x"]),
  ]) func differencesOfEngines(example: LinkCase, libxml2: [String]) throws {
    #expect(try links(example.html) == example.links)
    #expect(try links(example.html, engine: .libxml2) == libxml2)
  }

  @Test(arguments: HTMLEngine.allCases) func bothEnginesReadPlainPages(engine: HTMLEngine) throws {
    let html = """
      <html lang=en><head><title>A &amp; B</title><base href=/b/><meta name=robots content=noindex>
      <link rel=next href=n></head><body><p><a href="x?a=1&amp;b" rel=nofollow>x</a><img src=i>
      <form action=f></form><script src=s>"<a href=no>"</script><svg><a xlink:href=v></a></svg>
      <video src=w poster=p></video></body></html>
      """
    let page = try facts(html, engine: engine)
    #expect(page.title == "A & B" && page.language == "en" && page.flags.contains(.noindex))
    #expect(
      page.linkLines == [
        "next http://a.example/b/n", "a nofollow http://a.example/b/x?a=1&b",
        "img http://a.example/b/i", "form http://a.example/b/f", "script http://a.example/b/s",
        "a http://a.example/b/v", "media http://a.example/b/w", "img http://a.example/b/p",
      ])
  }

  @Test(arguments: [
    LinkCase("<input type=IMAGE src=x><input src=y>", "img http://a.example/dir/x"),
    LinkCase(
      "<img src=x srcset='y 1x, z 2x'>", "img http://a.example/dir/x", "img http://a.example/dir/y",
      "img http://a.example/dir/z"),
    LinkCase("<picture><source srcset='x 1x 1x, y'></picture>", "img http://a.example/dir/y"),
    LinkCase(
      "<video src=x poster=y><source src=z><track src=t></video>", "media http://a.example/dir/x",
      "img http://a.example/dir/y", "media http://a.example/dir/z", "media http://a.example/dir/t"),
    LinkCase(
      "<audio src=x></audio><embed src=y><object data=z></object>", "media http://a.example/dir/x",
      "media http://a.example/dir/y", "media http://a.example/dir/z"),
    LinkCase(
      "<svg><image href=x xlink:href=y /><image xlink:href=z /><use href='#a'/><use href='s#a'/>",
      "img http://a.example/dir/x", "img http://a.example/dir/z", "img http://a.example/dir/s"),
    LinkCase("<video><source src=''></video><object><embed></object><img srcset=''>"),
    LinkCase("<body background=x><table background=y><blockquote cite=z><q cite=z>"),
  ]) func media(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  /// Of elements that are in the tree and of those that are not.
  @Test(arguments: [
    LinkCase(
      "<frameset><frame src=x><a href=y></frameset><a href=z>", "frame http://a.example/dir/x"),
    LinkCase("<a href=x></a><frameset><frame src=y>", "frame http://a.example/dir/y"),
    LinkCase(
      "<link rel=next href=n></head><a href=x></a><frameset><frame src=y>",
      "next http://a.example/dir/n", "frame http://a.example/dir/y"),
    LinkCase("<a href=x>x</a><frameset><frame src=y>", "a http://a.example/dir/x"),
    LinkCase("<noframes><a href=x></noframes><frameset><noframes><a href=y></noframes></frameset>"),
    LinkCase(
      "<svg><title><a href=x></a></title><style><a href=y></style><script><a href=z></script>",
      "a http://a.example/dir/x", "a http://a.example/dir/y", "a http://a.example/dir/z"),
    LinkCase("<svg><desc><iframe src=x></desc><iframe src=y>", "iframe http://a.example/dir/x"),
    LinkCase("<svg><p><iframe src=x>", "iframe http://a.example/dir/x"),
    LinkCase("<svg><base href=/b/><a href=x>", "a http://a.example/dir/x"),
    LinkCase(
      "<template><base href=/b/><title>t</title><form action=f></template><form action=x>",
      "form http://a.example/dir/x"),
    LinkCase(
      "<select><a href=x></select><select><input type=image src=y>",
      "a http://a.example/dir/x", "img http://a.example/dir/y"),
    LinkCase("<plaintext><a href=x>"),
    LinkCase(
      "<head><noscript><link rel=next href=x><img src=y></noscript>",
      "next http://a.example/dir/x", "img http://a.example/dir/y"),
  ]) func places(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  @Test func otherSchemesAndNonsenseAreCounted() throws {
    let facts = try facts(
      """
      <a href=mailto:a@b.example><a href="javascript:void(0)"><a href=tel:1><a href="data:,x">
      <a href=ftp://b.example/><a href="http://"><a href="http://a b/"><a href=x><a href=x>
      """)
    #expect(facts.linkOccurrences == 9)
    #expect(facts.otherSchemeLinks == 5)
    #expect(facts.invalidLinks == 2)
    #expect(facts.linkLines == ["a x2 http://a.example/dir/x"])
  }

  @Test func theFirstCanonicalLinkIsMarked() throws {
    let facts = try facts("<a href=y><link rel=canonical href=x><link rel=canonical href=z>")
    #expect(facts.canonicalIndex == 1)
    #expect(try links("<a href=y>").count == 1)
    #expect(try HTMLParserTests.facts("<a href=y>").canonicalIndex == nil)
    #expect(
      try HTMLParserTests.facts("<link rel=canonical href='mailto:x'>").canonicalIndex == nil)
  }

  @Test func aPageWithoutURLHasNoLinks() throws {
    let facts = try facts("<a href=x><a href=http://b.example/>", url: "not a url")
    #expect(facts.links.isEmpty)
    #expect(facts.flags.contains(.noBaseURL))
    #expect(facts.invalidLinks == 2)
  }

  @Test func theSettingsBoundTheLinks() throws {
    var reader = PageReader(maximumLinks: 3)
    let html = (0..<10).map { "<a href=\($0)>" }.joined() + "<a href=0>"
    let facts = try reader.facts(Array(html.utf8))
    #expect(facts.links.count == 3)
    #expect(facts.links[0].count == 2)
    #expect(facts.linkOccurrences == 11)
    #expect(facts.flags.contains(.truncatedLinks))
  }
}
