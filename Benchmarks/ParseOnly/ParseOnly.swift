import CLibXML2
import Foundation
import HTMLParser
import ParserWire
import WebURL

/// Parses every HTML file below a folder, in memory, on one core, and says how much CPU time that took; beside
/// it libxml2's SAX parser with a handler that does nothing, which is the floor.
///
///     ParseOnly FOLDER [ROUNDS]
@main
enum ParseOnly {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      print("usage: ParseOnly FOLDER [ROUNDS]")
      exit(2)
    }
    let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 5 : 5
    let pages = Corpus(folder: arguments[1]).pages
    guard !pages.isEmpty else {
      print("no .html files below \(arguments[1])")
      exit(1)
    }
    for _ in 0..<2 {
      measure("libxml2 SAX, empty handlers", pages, rounds) { bareParse($0.body) }
      var parser = PageParser(
        rules: .standard, key: FingerprintKey(1, 2),
        limits: ParserLimits(frameCapacity: frameCapacity))
      var frame = [UInt8](repeating: 0, count: frameCapacity)
      measure("PageParser", pages, rounds) { page in
        var target = frame.mutableSpan
        let length = parser.parse(
          body: page.body.span, url: page.url.span, charset: [UInt8]().span, into: &target)
        return links(in: frame, length)
      }
      measure("PageFacts(decoding:), of one page", pages, rounds) { _ in
        (try? PageFacts(decoding: frame.span.extracting(0..<lastLength(frame))))?.links.count ?? 0
      }
    }
  }

  private static let frameCapacity = 4 << 20

  /// The number of links stands in the frame's eighth word.
  private static func links(in frame: [UInt8], _ length: Int) -> Int {
    Int(frame[28]) | Int(frame[29]) << 8 | Int(frame[30]) << 16
  }

  private static func lastLength(_ frame: [UInt8]) -> Int {
    func word(_ index: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(frame[index * 4 + $1]) << (8 * $1) }
    }
    let base = word(14) == Int(UInt32.max) ? 0 : word(14)
    return 60 + word(7) * 32 + word(8) + (9...13).reduce(0) { $0 + word($1) } + base
  }

  private static func measure(
    _ name: String, _ pages: [Corpus.Page], _ rounds: Int, _ parse: (Corpus.Page) -> Int
  ) {
    var links = 0
    let start = cpuSeconds()
    for _ in 0..<rounds {
      for page in pages { links += parse(page) }
    }
    let elapsed = cpuSeconds() - start
    let count = Double(pages.count * rounds)
    let bytes = Double(pages.reduce(0) { $0 + $1.body.count } * rounds)
    let line =
      name.padding(toLength: 36, withPad: " ", startingAt: 0)
      + String(
        format: "%8.0f pages/s %8.1f MB/s %8.1f us/page %8.1f links/page", count / elapsed,
        bytes / elapsed / 1e6, elapsed / count * 1e6, Double(links) / count)
    print(line)
  }

  /// CPU time, so that what else the machine does counts as little as possible.
  private static func cpuSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func bareParse(_ body: [UInt8]) -> Int {
    unsafe body.withUnsafeBytes { bytes in
      guard
        let context = unsafe htmlCreateMemoryParserCtxt(
          bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
      else { return 0 }
      let options =
        HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOERROR.rawValue
        | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
        | HTML_PARSE_NOIMPLIED.rawValue
      unsafe htmlCtxtUseOptions(context, Int32(options))
      var handlers = unsafe xmlSAXHandler()
      unsafe handlers.initialized = 1
      unsafe handlers.startElement = { _, _, _ in }
      unsafe handlers.endElement = { _, _ in }
      unsafe handlers.characters = { _, _, _ in }
      unsafe context.pointee.sax.pointee = unsafe handlers
      unsafe context.pointee.charset = Int32(XML_CHAR_ENCODING_UTF8.rawValue)
      unsafe htmlParseDocument(context)
      unsafe htmlFreeParserCtxt(context)
      return 0
    }
  }
}

/// The HTML files below a folder, with the URLs that a server of that folder would give them.
struct Corpus {
  struct Page {
    let body: [UInt8]
    let url: [UInt8]
  }

  let pages: [Page]

  init(folder: String) {
    let root = URL(fileURLWithPath: folder)
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    pages = files.filter { $0.hasSuffix(".html") }.sorted().compactMap { path in
      guard let data = try? Data(contentsOf: root.appendingPathComponent(path)) else { return nil }
      return Page(body: Array(data), url: Array("http://127.0.0.1:8080/\(path)".utf8))
    }
  }
}
