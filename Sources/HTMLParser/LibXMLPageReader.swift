import CLibXML2
import ParserWire
import WebURL

/// libxml2's HTML parser, with its callbacks.
@safe struct LibXMLPageReader: ~Copyable {
  /// Pinned, because libxml2 carries its address into the callbacks.
  private let page: UnsafeMutablePointer<SAXPage>
  private let handlers: UnsafeMutablePointer<xmlSAXHandler>

  /// No network, no words on stderr, markup taken as it comes, and the encoding is ours to know.
  private static let options =
    HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOERROR.rawValue
    | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NOIMPLIED.rawValue
    | HTML_PARSE_IGNORE_ENC.rawValue

  /// A reader that tells an extractor, which must outlive it.
  init(extractor: UnsafeMutablePointer<PageExtractor>) {
    xmlInitParser()
    unsafe page = .allocate(capacity: 1)
    unsafe page.initialize(to: SAXPage(extractor: extractor))
    unsafe handlers = .allocate(capacity: 1)
    unsafe handlers.initialize(to: makeHandlers())
  }

  deinit {
    unsafe page.deinitialize(count: 1)
    unsafe page.deallocate()
    unsafe handlers.deallocate()
  }

  /// Reads a text that is UTF-8 without NUL bytes. False when libxml2 gave up before its end.
  func read(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty else { return true }
    guard let length = Int32(exactly: text.count), let context = unsafe makeContext(text, length)
    else { return false }
    unsafe htmlCtxtUseOptions(context, Int32(Self.options))
    unsafe context.pointee.sax.update(from: handlers, count: 1)
    unsafe context.pointee.userData = UnsafeMutableRawPointer(page)
    // Told so, libxml2 does not guess an encoding, and hence does not convert.
    unsafe context.pointee.charset = Int32(XML_CHAR_ENCODING_UTF8.rawValue)
    unsafe page.pointee.begin(context)
    unsafe htmlParseDocument(context)
    let wasRead = unsafe context.pointee.disableSAX == 0
    unsafe page.pointee.begin(nil)
    unsafe htmlFreeParserCtxt(context)
    return wasRead
  }

  private func makeContext(_ text: Span<UInt8>, _ length: Int32) -> htmlParserCtxtPtr? {
    unsafe text.withUnsafeBytes { bytes in
      unsafe htmlCreateMemoryParserCtxt(bytes.bindMemory(to: CChar.self).baseAddress, length)
    }
  }
}
