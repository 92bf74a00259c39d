import Foundation
import ParserWire
import Testing
import WebURL

/// Real pages that nobody here wrote: Debian's package python3.11-doc.
@Suite struct CorpusTests {
  private static let folder = "/usr/share/doc/python3.11/html"

  private static var pages: [String] {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".html") }.sorted()
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: folder),
      "the Debian package python3.11-doc is not installed"))
  func everyPageIsRead() throws {
    var reader = PageReader(frameCapacity: 8 << 20)
    let pages = Self.pages
    #expect(pages.count > 500)
    for (number, path) in pages.enumerated() {
      let body = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(path)")))
      let facts = try reader.facts(body, url: "http://a.example/\(path)")
      #expect(facts.charset == "UTF-8" && facts.flags.isEmpty, "\(path)")
      #expect(!facts.title.isEmpty && facts.invalidLinks == 0, "\(path)")
      // Looking at bytes is slow in a debug build; every eighth page will do.
      guard number % 8 == 0 else { continue }
      let anchors = facts.links.filter { $0.kind == .anchor }.reduce(0) { $0 + Int($1.count) }
      let scanned = Self.anchorTags(in: body)
      #expect(anchors <= scanned && scanned <= anchors + Int(facts.otherSchemeLinks), "\(path)")
    }
  }

  /// Counts `<a …href=…>` by looking at bytes: right for pages that a generator wrote.
  private static func anchorTags(in body: [UInt8]) -> Int {
    body.split(separator: UInt8(ascii: "<")).count { tag in
      guard tag.starts(with: [UInt8(ascii: "a"), UInt8(ascii: " ")]) else { return false }
      return tag.prefix { $0 != UInt8(ascii: ">") }.contains(Array(" href=".utf8))
    }
  }
}
