import Foundation
import HTMLParser
import ParserWire
import WebURL

/// Reads pages and prints what they link to, for `corpora.py` to compare with other parsers.
///
/// A line of the input is the path of a file and the URL that it has, with a tab between. The answer is a
/// line `page`, path, encoding, title; then for each link a line `link`, kind, rel bits, count, URL; the
/// fields with tabs between. `--engine libxml2` reads by libxml2, `--xhtml` reads XHTML.
@main
enum PageLines {
  private static let frameCapacity = 64 << 20

  static func main() throws {
    let arguments = CommandLine.arguments
    var parser = PageParser(
      rules: .standard, key: FingerprintKey(1, 2),
      limits: ParserLimits(frameCapacity: frameCapacity, maximumLinks: 1_000_000),
      engine: arguments.contains("libxml2") ? .libxml2 : .scanner)
    var frame = [UInt8](repeating: 0, count: frameCapacity)
    while let line = readLine() {
      let fields = line.split(separator: "\t").map(String.init)
      precondition(fields.count == 2, "a line is a path and a URL")
      let body = Array(try Data(contentsOf: URL(filePath: fields[0])))
      let type: DocumentType = arguments.contains("--xhtml") ? .xhtml : .html
      let length = parse(body, fields[1], type, with: &parser, into: &frame)
      tell(fields[0], try PageFacts(decoding: frame.span.extracting(0..<length)))
    }
  }

  private static func parse(
    _ body: [UInt8], _ url: String, _ type: DocumentType, with parser: inout PageParser,
    into frame: inout [UInt8]
  ) -> Int {
    var memory = frame.mutableSpan
    return parser.parse(
      body: body.span, url: Array(url.utf8).span, charset: [UInt8]().span, documentType: type,
      into: &memory)
  }

  private static func tell(_ path: String, _ facts: PageFacts) {
    var lines = ["page\t\(path)\t\(facts.charset)\t\(facts.title)"]
    for link in facts.links {
      lines.append(
        "link\t\(link.kind.rawValue)\t\(link.relation.rawValue)\t\(link.count)\t\(facts.url(of: link))"
      )
    }
    print(lines.joined(separator: "\n"))
  }
}
