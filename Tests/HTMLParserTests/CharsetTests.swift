import ParserWire
import Testing

@Suite struct CharsetTests {
  /// The signs of an encoding in their order: mark, header, declaration, looks.
  @Test(
    arguments: [
      (bytes("<title>", 0xC3, 0xA4), "", "UTF-8", "ä"),
      (bytes("<title>", 0xE4), "", "windows-1252", "ä"),
      (bytes("<title>", 0x80), "latin1", "windows-1252", "€"),
      (bytes("<title>", 0xE4), "utf-8", "UTF-8", "\u{FFFD}"),
      (bytes("<title>", 0xE4), " ISO-8859-5 ", "ISO-8859-5", "ф"),
      (bytes("<title>", 0xE4), "nonsense", "windows-1252", "ä"),
      (bytes("", 0xEF, 0xBB, 0xBF, 0x3C) + bytes("title>", 0xC3, 0xA4), "iso-8859-5", "UTF-8", "ä"),
      (bytes("<meta charset=iso-8859-5><title>", 0xE4), "", "ISO-8859-5", "ф"),
      (bytes("<meta charset=iso-8859-5><title>", 0xE4), "windows-1252", "windows-1252", "ä"),
      (
        bytes("<meta http-equiv=content-type content='text/html; charset=koi8-r'><title>", 0xE4),
        "",
        "KOI8-R", "Д"
      ),
      (
        bytes("<?xml version='1.0' encoding='windows-1251'?><title>", 0xE4), "", "windows-1251", "д"
      ),
      (bytes("<meta charset=utf-16><title>", 0xC3, 0xA4), "", "UTF-8", "ä"),
      (bytes("<!-- <meta charset=koi8-r> --><title>", 0xE4), "", "windows-1252", "ä"),
      (bytes("<title>", 0x82, 0xA0), "shift_jis", "Shift_JIS", "あ"),
      (bytes("<title>", 0xA4, 0xA2), "euc-jp", "EUC-JP", "あ"),
      (bytes("<title>", 0xC4, 0xE3), "gb2312", "GBK", "你"),
      (bytes("<title>", 0xA7, 0x41), "big5", "Big5", "你"),
      (bytes("<title>", 0xB3, 0xAA), "euc-kr", "EUC-KR", "나"),
      (bytes("<title>", 0xE1), "x-user-defined", "x-user-defined", "\u{F7E1}"),
      (bytes("<title>x", 0), "hz-gb-2312", "replacement", ""),
    ] as [([UInt8], String, String, String)])
  func encodings(body: [UInt8], header: String, name: String, title: String) throws {
    let facts = try facts(body, charset: header)
    #expect(facts.charset == name)
    #expect(facts.title == title)
  }

  @Test(arguments: [true, false]) func utf16(isBigEndian: Bool) throws {
    let html = "\u{FEFF}<title>ä😀</title><a href=ö>"
    let body = html.utf16.flatMap { unit in
      isBigEndian
        ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
    let facts = try facts(body)
    #expect(facts.charset == (isBigEndian ? "UTF-16BE" : "UTF-16LE"))
    #expect(facts.title == "ä😀")
    #expect(facts.linkLines == ["a http://a.example/dir/%C3%B6"])
    #expect(!facts.flags.contains(.replacedCharacters))
  }

  /// Each maximal part of a broken sequence becomes one U+FFFD (Encoding Standard, 4.1).
  @Test(
    arguments: [
      ([0xC0, 0x80], 2), ([0xE0, 0x80, 0x80], 3), ([0xED, 0xA0, 0x80], 3), ([0xE2, 0x82], 1),
      ([0xF0, 0x9F, 0x98], 1), ([0xF4, 0x90, 0x80, 0x80], 4), ([0xF5], 1), ([0x80], 1), ([0], 1),
      ([0xE2, 0x82, 0xE2, 0x82, 0xAC], 1), ([0xFF, 0xFE], 2),
    ] as [([UInt8], Int)]) func brokenUTF8(broken: [UInt8], replacements: Int) throws
  {
    let facts = try facts(bytes("<title>a") + broken + bytes("b"), charset: "utf-8")
    #expect(facts.title.unicodeScalars.count { $0 == "\u{FFFD}" } == replacements)
    #expect(facts.title.hasPrefix("a\u{FFFD}"))
    #expect(facts.title.hasSuffix("b"))
    #expect(facts.flags.contains(.replacedCharacters))
  }

  /// The scan takes 8 bytes at a time; what it decides must not depend on where things lie.
  @Test func flawsAreFoundAtEveryOffset() throws {
    for padding in 0..<40 {
      let fill = [UInt8](repeating: UInt8(ascii: "x"), count: padding)
      let good = try facts(bytes("<title>") + fill + [0xE2, 0x82, 0xAC] + bytes("</title>"))
      #expect(good.charset == "UTF-8" && good.title.hasSuffix("x€") == (padding > 0))
      #expect(!good.flags.contains(.replacedCharacters))
      let bad = try facts(
        bytes("<title>") + fill + [0xE2, 0x82] + bytes("</title>"), charset: "utf8")
      #expect(bad.title == String(repeating: "x", count: padding) + "\u{FFFD}")
    }
  }

  /// A byte that ends the input of libxml2 must not end the page.
  @Test func nothingStopsThePageEarly() throws {
    let body =
      bytes("<a href=x>", 0) + bytes("<meta charset=utf-16><a href=y>", 0xFF, 0xC0)
      + bytes("<a href=z>", 0xE2)
    let lines = ["x", "y", "z"].map { "a http://a.example/dir/\($0)" }
    for charset in ["", "utf-8", "latin1", "gbk", "shift_jis"] {
      #expect(try facts(body, charset: charset).linkLines == lines, "\(charset)")
    }
  }

  /// A page cut within a character is still UTF-8.
  @Test func aCutCharacterAtTheEndIsForgiven() throws {
    let facts = try facts(bytes("<title>ä</title>", 0xE2, 0x82))
    #expect(facts.charset == "UTF-8")
    #expect(facts.title == "ä")
  }
}

private func bytes(_ text: String, _ more: UInt8...) -> [UInt8] { Array(text.utf8) + more }
