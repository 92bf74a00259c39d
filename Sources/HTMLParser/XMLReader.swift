import CLibXML2

/// Reads XML, one document after another, for one listener each time: libxml2's SAX2 parser, made safe
/// for hostile input.
///
/// Nothing is fetched, and nothing is expanded but the five entities of XML and character references:
/// declarations of entities are not listened to, so that neither a billion laughs nor an external entity
/// means anything. Elements may be nested `maximumDepth` deep. What is not well-formed is read on from
/// as well as libxml2 can. No tree is built, and nothing of ours is allocated for a node.
@safe struct XMLReader: ~Copyable {
  /// Pinned, because libxml2 carries its address into the callbacks.
  private let session: UnsafeMutablePointer<XMLSession>
  private let handlers: UnsafeMutablePointer<xmlSAXHandler>

  /// Elements nested more deeply end the reading: libxml2's own limit.
  static let maximumDepth = 256

  /// How the reading of a document ended.
  enum Ending {
    /// At the end of the document.
    case end
    /// Where the visitor wanted it to.
    case stopped
    /// Before the end: nested too deeply, or no memory.
    case abandoned
    /// Where the document was found not to be well-formed; only if it was read strictly.
    case malformed
  }

  /// Errors are mended and not printed, the encoding is ours to know. "No entities" means, in libxml2's
  /// words, that references are replaced by what they stand for; of entities only the five are known.
  private static let options =
    XML_PARSE_RECOVER.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
    | XML_PARSE_NOWARNING.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOENT.rawValue
    | XML_PARSE_OLDSAX.rawValue

  init() {
    xmlInitParser()
    unsafe session = .allocate(capacity: 1)
    unsafe session.initialize(to: XMLSession())
    unsafe handlers = .allocate(capacity: 1)
    unsafe handlers.initialize(to: makeXMLHandlers())
  }

  deinit {
    unsafe session.deinitialize(count: 1)
    unsafe session.deallocate()
    unsafe handlers.deallocate()
  }

  /// Reads a document, and tells the visitor what is in it.
  ///
  /// - Parameters:
  ///   - text: UTF-8 without NUL bytes and without byte order mark. What it declares to be encoded in is
  ///     not looked at.
  ///   - isStrict: Whether the reading ends at what is not well-formed.
  ///
  /// O(text) for what people write; a start tag with n attributes takes O(n²).
  func read(
    _ text: Span<UInt8>, for visitor: any XMLVisitor, isStrict: Bool = false
  ) -> Ending {
    guard !text.isEmpty else { return .end }
    guard let length = Int32(exactly: text.count),
      let context = unsafe Self.makeContext(text, length)
    else { return .abandoned }
    let options = isStrict ? Self.options & ~XML_PARSE_RECOVER.rawValue : Self.options
    unsafe xmlCtxtUseOptions(context, Int32(options))
    unsafe context.pointee.sax.update(from: handlers, count: 1)
    unsafe context.pointee.userData = UnsafeMutableRawPointer(session)
    unsafe session.pointee.begin(visitor, context)
    unsafe xmlParseDocument(context)
    let wasHalted = unsafe context.pointee.disableSAX != 0
    let isWellFormed = unsafe context.pointee.wellFormed != 0
    let wasStopped = unsafe session.pointee.end()
    // Where entities are declared libxml2 makes a document to keep them in, which is not the context's.
    unsafe xmlFreeDoc(context.pointee.myDoc)
    unsafe xmlFreeParserCtxt(context)
    if wasStopped { return .stopped }
    if isStrict, !isWellFormed { return .malformed }
    return wasHalted ? .abandoned : .end
  }

  private static func makeContext(_ text: Span<UInt8>, _ length: Int32) -> xmlParserCtxtPtr? {
    unsafe text.withUnsafeBytes { bytes in
      unsafe xmlCreateMemoryParserCtxt(bytes.bindMemory(to: CChar.self).baseAddress, length)
    }
  }
}

/// Whoever is told what a document holds, in its order. What is lent is valid during the call.
protocol XMLVisitor: AnyObject {
  /// A start tag.
  func start(_ name: XMLName, _ attributes: XMLAttributes) -> XMLConsent
  /// The end of an element, by a tag of its own or because its context ends.
  func end(_ name: XMLName) -> XMLConsent
  /// A piece of text, CDATA included; consecutive pieces belong together.
  func text(_ text: UnsafeBufferPointer<UInt8>) -> XMLConsent
}

/// Whether the visitor wants to hear more.
enum XMLConsent {
  case goOn
  case stop
}

/// The name of an element, lent by libxml2 for the length of a callback.
@unsafe struct XMLName {
  private let localName: UnsafePointer<UInt8>
  private let prefixName: UnsafePointer<UInt8>?
  private let namespaceName: UnsafePointer<UInt8>?

  init(
    _ local: UnsafePointer<UInt8>, _ prefix: UnsafePointer<UInt8>?,
    _ namespace: UnsafePointer<UInt8>?
  ) {
    unsafe localName = unsafe local
    unsafe prefixName = unsafe prefix
    unsafe namespaceName = unsafe namespace
  }

  /// The name without its prefix.
  var local: UnsafeBufferPointer<UInt8> { unsafe terminated(localName) }
  /// The prefix as it is written; empty for none.
  var prefix: UnsafeBufferPointer<UInt8> { unsafe terminated(prefixName) }
  /// The URI of the namespace; empty for none, and for a prefix that nobody has declared.
  var namespace: UnsafeBufferPointer<UInt8> { unsafe terminated(namespaceName) }
}

/// The attributes of a start tag, lent by libxml2 for the length of a callback.
@unsafe struct XMLAttributes {
  /// Local name, prefix, namespace, start and end of the value, in turn.
  private let list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  /// How many there are.
  let count: Int

  init(_ list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int) {
    unsafe self.list = unsafe list
    unsafe self.count = count
  }

  /// The value of the first attribute with this local name, in whatever namespace when that is nil;
  /// `""` is for attributes without a prefix. O(attributes).
  subscript(_ name: StaticString, namespace uri: StaticString? = nil) -> AttributeValue? {
    guard let list = unsafe list else { return nil }
    for index in unsafe 0..<count {
      let entry = unsafe list + 5 * index
      guard let key = unsafe entry[0], unsafe equals(key, name) else { continue }
      if let uri, unsafe !isNamespace(entry[2], uri) { continue }
      guard let start = unsafe entry[3], let end = unsafe entry[4] else { continue }
      return unsafe AttributeValue(start: start, count: end - start)
    }
    return nil
  }

  private func isNamespace(_ uri: UnsafePointer<UInt8>?, _ expected: StaticString) -> Bool {
    guard let uri = unsafe uri else { return expected.utf8CodeUnitCount == 0 }
    return unsafe equals(uri, expected)
  }
}

/// The bytes of a NUL-terminated text, without the NUL; none for nil.
private func terminated(_ text: UnsafePointer<UInt8>?) -> UnsafeBufferPointer<UInt8> {
  guard let text = unsafe text else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
  return unsafe UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))
}
