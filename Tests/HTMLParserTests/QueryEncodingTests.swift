import Encodings
import ParserWire
import Testing

/// Pages in legacy encodings whose links have queries in them: the URLs that a browser asks for.
@Suite struct QueryEncodingTests {
  @Test(
    arguments: [
      (.windows1252, "é", "%E9"), (.shiftJIS, "表", "%95\\"), (.gbk, "中", "%D6%D0"),
      (.big5, "中", "%A4%A4"), (.eucKR, "한", "%C7%D1"), (.eucJP, "あ", "%A4%A2"),
      (.iso2022JP, "あ", "%1B$B$%22%1B(B"), (.userDefined, "\u{F7E9}", "%E9"),
      (.koi8R, "я", "%D1"), (.utf8, "é", "%C3%A9"), (.gb18030, "😀", "%949%FC6"),
    ] as [(CharacterEncoding, String, String)])
  func declaredEncodings(encoding: CharacterEncoding, text: String, query: String) throws {
    let html = "<base href=/d/><a href=\"?q=\(text)#\(text)\"><a href='\(text)?\(text)&amp;'>"
    let page = try facts(Self.encoded(html, encoding), charset: encoding.name)
    #expect(page.charset == encoding.name)
    #expect(!page.flags.contains(.replacedCharacters))
    let path = Array(text.utf8).map { "%" + String($0, radix: 16, uppercase: true) }.joined()
    #expect(
      page.linkLines == [
        "a http://a.example/d/?q=\(query)", "a http://a.example/d/\(path)?\(query)&",
      ])
  }

  /// An undeclared page of ASCII is, as in browsers, windows-1252, which character references show.
  @Test func characterReferencesTakeTheEncoding() throws {
    let links = try links("<a href='?&eacute;'><meta http-equiv=refresh content='0;?&eacute;'>")
    #expect(
      links == [
        "a http://a.example/dir/page.html?%E9", "refresh http://a.example/dir/page.html?%E9",
      ])
    let late = try facts("<a href='?&eacute;'><meta charset=utf-8>").linkLines
    #expect(late == ["a http://a.example/dir/page.html?%C3%A9"])
  }

  @Test func utf16PagesHaveQueriesInUTF8() throws {
    let body = "\u{FEFF}<a href='?é'>".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    #expect(try facts(body).linkLines == ["a http://a.example/dir/page.html?%C3%A9"])
  }

  private static func encoded(_ text: String, _ encoding: CharacterEncoding) -> [UInt8] {
    var encoder = TextEncoder(encoding)
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars { bytes += Self.bytes(encoder.encode(scalar.value)) }
    return bytes + Self.bytes(encoder.finish())
  }

  private static func bytes(_ character: EncodedCharacter) -> [UInt8] {
    (0..<character.count).map { character[$0] }
  }
}
