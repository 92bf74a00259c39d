import CLibXML2
import Foundation
import HTMLParser
import ParserWire
import WebURL

/// Parses every HTML file below a folder, in memory, on one core.
///
/// `bench-parse FOLDER [ROUNDS] [--engine scanner|libxml2]` prints one JSON line; seconds are CPU time, so that what else the
/// machine does counts as little as possible. On stderr, for people, beside it: libxml2's SAX parser
/// with handlers that do nothing, which is the floor.
@main
enum ParseOnly {
  static func main() {
    var arguments = CommandLine.arguments
    var engine: HTMLEngine? = .scanner
    if let option = arguments.firstIndex(of: "--engine"), option + 1 < arguments.count {
      engine = HTMLEngine.allCases.first { $0.name == arguments[option + 1] }
      arguments.removeSubrange(option...option + 1)
    }
    guard arguments.count > 1, let engine else {
      print("usage: bench-parse FOLDER [ROUNDS] [--engine scanner|libxml2]")
      exit(2)
    }
    let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 5 : 5
    let pages = Corpus(folder: arguments[1]).pages
    guard !pages.isEmpty else {
      print("no .html files below \(arguments[1])")
      exit(1)
    }
    let bare = measure(pages, rounds) { bareParse($0.body) }
    tell("libxml2 SAX, empty handlers", bare)
    let ours = measure(pages, rounds, makeParse(engine, marks: false))
    tell("PageParser, \(engine.name)", ours)
    let marked = measure(pages, rounds, makeParse(engine, marks: true))
    tell("the same, with content marks", marked)
    print(
      """
      {"pages": \(ours.pages), "bytes": \(ours.bytes), "seconds": \(ours.seconds), \
      "marked_seconds": \(marked.seconds), "bare_seconds": \(bare.seconds)}
      """)
  }

  private static func makeParse(_ engine: HTMLEngine, marks: Bool) -> (Corpus.Page) -> Void {
    var limits = ParserLimits(frameCapacity: frameCapacity)
    limits.wantsContentMarks = marks
    var parser = PageParser(
      rules: .standard, key: FingerprintKey(1, 2), limits: limits, engine: engine)
    var frame = [UInt8](repeating: 0, count: frameCapacity)
    return { page in
      var target = frame.mutableSpan
      _ = parser.parse(
        body: page.body.span, url: page.url.span, charset: [UInt8]().span, into: &target)
    }
  }

  private static let frameCapacity = 4 << 20

  private struct Figures {
    let pages: Int
    let bytes: Int
    let seconds: Double
  }

  private static func measure(
    _ pages: [Corpus.Page], _ rounds: Int, _ parse: (Corpus.Page) -> Void
  ) -> Figures {
    let start = cpuSeconds()
    for _ in 0..<rounds { pages.forEach(parse) }
    return Figures(
      pages: pages.count * rounds, bytes: pages.reduce(0) { $0 + $1.body.count } * rounds,
      seconds: cpuSeconds() - start)
  }

  private static func tell(_ name: String, _ figures: Figures) {
    let line = String(
      format: "%8.0f pages/s %8.1f MB/s %8.1f us/page\n", Double(figures.pages) / figures.seconds,
      Double(figures.bytes) / figures.seconds / 1e6,
      figures.seconds / Double(figures.pages) * 1e6)
    FileHandle.standardError.write(
      Data((name.padding(toLength: 30, withPad: " ", startingAt: 0) + line).utf8))
  }

  /// CPU time, so that what else the machine does counts as little as possible.
  private static func cpuSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func bareParse(_ body: [UInt8]) {
    unsafe body.withUnsafeBytes { bytes in
      guard
        let context = unsafe htmlCreateMemoryParserCtxt(
          bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
      else { return }
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
