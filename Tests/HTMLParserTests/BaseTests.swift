import ParserWire
import Testing

@Suite struct BaseTests {
  @Test(arguments: [
    LinkCase("<base href=/b/><a href=x>", "a http://a.example/b/x"),
    LinkCase("<base href=http://b.example><a href=x>", "a http://b.example/x"),
    LinkCase("<a href=x><base href=http://b.example><a href=x>", "a x2 http://b.example/x"),
    LinkCase(
      "<link rel=next href=n><base target=_top><BASE HREF='../c/'><base href=/d/><a href=x>",
      "next http://a.example/c/n", "a http://a.example/c/x"),
    LinkCase("<base href='data:,x'><base href=/b/><a href=x>", "a http://a.example/dir/x"),
    LinkCase("<base href='javascript:1'><a href=x>", "a http://a.example/dir/x"),
    LinkCase("<base href='http://'><base href=/b/><a href=x>", "a http://a.example/dir/x"),
    LinkCase("<base href=''><a href=x>", "a http://a.example/dir/x"),
    LinkCase("<base><a href=x>", "a http://a.example/dir/x"),
    LinkCase(
      "<!-- <base href=/b/> --><a href=x><a href=y>", "a http://a.example/dir/x",
      "a http://a.example/dir/y"),
    LinkCase("<script>'<base href=/b/>'</script><a href=x>", "a http://a.example/dir/x"),
    LinkCase("<body><a href=x><p><base href=/b/>", "a http://a.example/b/x"),
  ]) func baseElements(example: LinkCase) throws {
    #expect(try links(example.html) == example.links)
  }

  @Test func theBaseIsReported() throws {
    #expect(try facts("<base href=/b/>").base == "http://a.example/b/")
    #expect(try facts("<base href=/b/>").flags.contains(.hasBase))
    #expect(try facts("<a href=x>").base == nil)
    #expect(try facts("<base href='data:,x'>").base == nil)
    #expect(try !facts("<base href='data:,x'>").flags.contains(.hasBase))
  }

  @Test func aBaseHoldsForItsPageOnly() throws {
    var reader = PageReader()
    let first = try reader.facts(Array("<base href=http://b.example/><a href=x>".utf8))
    let second = try reader.facts(Array("<a href=x>".utf8))
    #expect(first.linkLines == ["a http://b.example/x"])
    #expect(second.linkLines == ["a http://a.example/dir/x"])
  }

  /// The scan for a base looks at blocks of 16 bytes; it must find one wherever it lies.
  @Test func aBaseIsFoundAtEveryOffset() throws {
    for padding in 0..<50 {
      let html = "<a href=x>" + String(repeating: ".", count: padding) + "<base href=/b/>"
      #expect(try links(html) == ["a http://a.example/b/x"], "\(padding)")
    }
  }
}
