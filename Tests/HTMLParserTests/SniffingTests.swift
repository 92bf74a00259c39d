import ParserWire
import Testing

/// Where an encoding comes from, beyond the published suites.
@Suite struct SniffingTests {
  private func charset(
    _ html: String, header: String = "", type: DocumentType = .html
  ) throws -> String {
    try facts(Array(html.utf8), charset: header, type: type).charset
  }

  /// What is cut off by the end of the first 1024 bytes declares nothing there, and all in the page.
  @Test func aDeclarationAcrossTheWindowIsNotReadInHalf() throws {
    for start in 990..<1026 {
      let padding = "<!--" + String(repeating: "x", count: start - 7) + "-->"
      #expect(try charset(padding + "<meta charset=iso-8859-15>") == "ISO-8859-15")
      // Were the label cut after its first digit, it would name another encoding.
      #expect(try charset(padding + "<meta charset=windows-1251z>") == "windows-1252")
    }
  }

  @Test(
    arguments: [
      ("<title>é</title><meta charset=koi8-r>", "KOI8-R"),
      ("<script>'<meta charset=koi8-r>'</script>", "windows-1252"),
      ("<script>'<meta charset=koi8-r>'</script><meta charset=big5>", "Big5"),
      ("<textarea><meta charset=koi8-r></textarea >", "windows-1252"),
      ("<title><meta charset=koi8-r></titl></TITLE><p><meta charset=big5>", "Big5"),
      ("<!--><meta charset=koi8-r>-->", "KOI8-R"), ("<!-- --!><meta charset=koi8-r>", "KOI8-R"),
      ("<plaintext><meta charset=koi8-r>", "windows-1252"),
      ("<noscript><meta charset=koi8-r></noscript>", "KOI8-R"),
      ("<meta charset=utf-16>", "UTF-8"), ("<meta charset=x-user-defined>", "windows-1252"),
      ("<p title='<meta charset=koi8-r>'>", "windows-1252"),
      ("<meta charset=koi8-r", "windows-1252"),
      ("<meta name=a content='charset=koi8-r'>", "windows-1252"),
      ("<meta content='x;charset = \"koi8-r\"' http-equiv=Content-TYPE>", "KOI8-R"),
      ("<meta charset=bogus content='charset=koi8-r' http-equiv=content-type>", "windows-1252"),
    ])
  func theFirstMetaThatTheParserSees(html: String, name: String) throws {
    // Far behind the first 1024 bytes, where only the parser comes.
    let padding = "<p>" + String(repeating: "x ", count: 1000)
    #expect(try charset(padding + html).lowercased() == expected(name, in: html).lowercased())
  }

  /// An undeclared page with UTF-8 in it is UTF-8.
  private func expected(_ name: String, in html: String) -> String {
    name == "windows-1252" && html.utf8.contains { $0 >= 0x80 } ? "UTF-8" : name
  }

  /// A script is no script to the prescan: what it says holds until the parser sees a meta.
  @Test func thePrescanIsOverruled() throws {
    let script = "<script>'<meta charset=koi8-r>'</script>"
    #expect(try charset(script) == "KOI8-R")
    #expect(try charset(script + "<meta charset=big5>") == "Big5")
    #expect(try charset(script + "<meta charset=big5>", header: "euc-kr") == "EUC-KR")
  }

  @Test(
    arguments: [
      ("<?xml version='1.0' encoding='koi8-r'?>", "KOI8-R", "KOI8-R"),
      ("<?xml encoding=\n\"Big5\" ?><meta charset=koi8-r>", "KOI8-R", "Big5"),
      ("<meta charset=koi8-r>", "KOI8-R", "UTF-8"), ("", "windows-1252", "UTF-8"),
      ("<?xml version='1.0' encoding='utf-16'?>", "UTF-8", "UTF-8"),
      ("<?xml version='1.0' encoding='koi8-r '?>", "windows-1252", "UTF-8"),
      ("<?xml version='1.0' encoding='koi8-r?>", "windows-1252", "UTF-8"),
      (" <?xml version='1.0' encoding='koi8-r'?>", "windows-1252", "UTF-8"),
      ("<?XML version='1.0' encoding='koi8-r'?>", "windows-1252", "UTF-8"),
    ])
  func xmlDeclarations(text: String, html: String, xhtml: String) throws {
    #expect(try charset(text + "<p>") == html)
    #expect(try charset(text + "<p>", type: .xhtml) == xhtml)
    #expect(try charset(text + "<p>", header: "euc-kr", type: .xhtml) == "EUC-KR")
  }

  /// UTF-16 shows itself without a mark, too.
  @Test(arguments: [true, false]) func utf16WithoutMark(isBigEndian: Bool) throws {
    for start in ["<?xml version='1.0'?>", "<!DOCTYPE html>"] {
      let html = start + "<title>ä</title><a href=b>" + String(repeating: "x", count: 600)
      let units = html.replacing("ä", with: start.contains("xml") ? "字" : "ä").utf16
      let body = units.flatMap {
        isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)]
      }
      let page = try facts(body)
      #expect(page.charset == (isBigEndian ? "UTF-16BE" : "UTF-16LE"))
      #expect(page.linkLines == ["a http://a.example/dir/b"])
    }
  }

  /// A header cannot turn a page of ASCII into UTF-16.
  @Test func aWrongHeaderLosesNoLink() throws {
    for header in ["utf-16", "utf-16be", "ucs-2"] {
      let page = try facts(Array("<meta charset=koi8-r><a href=b>".utf8), charset: header)
      #expect(page.charset == "KOI8-R")
      #expect(page.linkLines == ["a http://a.example/dir/b"])
    }
  }

  /// A body in any encoding has its links found when it is taken for any other.
  @Test func noEncodingLosesALink() throws {
    let body =
      Array("<a href=a>".utf8) + [0xE9, 0x81, 0xFE, 0x30] + Array("<a href='b'>".utf8)
      + [0x8F, 0xA1] + Array("<a href=\"c\">".utf8) + [0x1B, 0xF0] + Array("<a href=d>".utf8) + [
        0xE2
      ]
    let labels = [
      "utf-8", "windows-1252", "gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis",
      "euc-kr", "x-user-defined", "ibm866", "iso-8859-6", "windows-874", "", "nonsense",
    ]
    for label in labels {
      let lines = try facts(body, charset: label).linkLines
      #expect(lines == ["a", "b", "c", "d"].map { "a http://a.example/dir/\($0)" }, "\(label)")
    }
  }
}
