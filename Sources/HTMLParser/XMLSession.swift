import CLibXML2

/// One document's reading: what libxml2's callbacks find behind the pointer that they are given.
@safe struct XMLSession: ~Copyable {
  private var visitor: (any XMLVisitor)?
  private var context: xmlParserCtxtPtr?
  private var isStopped = false
  private var defaulted = 0

  /// Attributes that a document type may add, in all: a short declaration can add many to each element.
  private static let maximumDefaulted = 100_000

  init() {}

  mutating func begin(_ visitor: any XMLVisitor, _ context: xmlParserCtxtPtr) {
    self.visitor = visitor
    unsafe self.context = unsafe context
    isStopped = false
    defaulted = 0
  }

  /// Ends the reading, and says whether the visitor had ended it before.
  mutating func end() -> Bool {
    visitor = nil
    unsafe context = nil
    return isStopped
  }

  mutating func start(_ name: XMLName, _ attributes: XMLAttributes, defaulted: Int) {
    self.defaulted += defaulted
    if self.defaulted > Self.maximumDefaulted {
      unsafe xmlStopParser(context)
    } else {
      unsafe obey(visitor?.start(name, attributes))
    }
  }

  mutating func end(_ name: XMLName) { unsafe obey(visitor?.end(name)) }

  mutating func text(_ text: UnsafeBufferPointer<UInt8>) { unsafe obey(visitor?.text(text)) }

  /// One of XML's five entities, of which libxml2 makes nothing any more once a document was found not
  /// to be well-formed, unless it is told otherwise.
  func entity(_ name: UnsafePointer<UInt8>) -> xmlEntityPtr? {
    unsafe context?.pointee.wellFormed = 1
    return unsafe xmlGetPredefinedEntity(name)
  }

  private mutating func obey(_ consent: XMLConsent?) {
    guard consent == .stop, !isStopped else { return }
    isStopped = true
    unsafe xmlStopParser(context)
  }
}

// What libxml2 calls. The context is a pinned `XMLSession`, which outlives every reading; nothing else
// touches it meanwhile.

/// All that is listened to. That entities are asked for but never declared is what makes them harmless.
func makeXMLHandlers() -> xmlSAXHandler {
  var handlers = unsafe xmlSAXHandler()
  unsafe handlers.startElementNs = unsafe xmlElementStarted
  unsafe handlers.endElementNs = unsafe xmlElementEnded
  unsafe handlers.characters = unsafe xmlTextFound
  unsafe handlers.ignorableWhitespace = unsafe xmlTextFound
  unsafe handlers.getEntity = unsafe xmlEntityAsked
  unsafe handlers.initialized = UInt32(XML_SAX2_MAGIC)
  return unsafe handlers
}

@c(orbweaver_xml_element_started)
nonisolated private func xmlElementStarted(
  _ session: UnsafeMutableRawPointer?, _ name: UnsafePointer<UInt8>?,
  _ prefix: UnsafePointer<UInt8>?, _ uri: UnsafePointer<UInt8>?, _ namespaceCount: Int32,
  _ namespaces: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ attributeCount: Int32,
  _ defaultedCount: Int32, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
) {
  guard let session = unsafe session, let name = unsafe name else { return }
  unsafe session.assumingMemoryBound(to: XMLSession.self).pointee.start(
    XMLName(name, prefix, uri), XMLAttributes(attributes, count: Int(attributeCount)),
    defaulted: Int(defaultedCount))
}

@c(orbweaver_xml_element_ended)
nonisolated private func xmlElementEnded(
  _ session: UnsafeMutableRawPointer?, _ name: UnsafePointer<UInt8>?,
  _ prefix: UnsafePointer<UInt8>?, _ uri: UnsafePointer<UInt8>?
) {
  guard let session = unsafe session, let name = unsafe name else { return }
  unsafe session.assumingMemoryBound(to: XMLSession.self).pointee.end(XMLName(name, prefix, uri))
}

@c(orbweaver_xml_text_found)
nonisolated private func xmlTextFound(
  _ session: UnsafeMutableRawPointer?, _ text: UnsafePointer<UInt8>?, _ count: Int32
) {
  guard let session = unsafe session else { return }
  unsafe session.assumingMemoryBound(to: XMLSession.self).pointee.text(
    UnsafeBufferPointer(start: text, count: Int(count)))
}

@c(orbweaver_xml_entity_asked)
nonisolated private func xmlEntityAsked(
  _ session: UnsafeMutableRawPointer?, _ name: UnsafePointer<UInt8>?
) -> xmlEntityPtr? {
  guard let session = unsafe session, let name = unsafe name else { return nil }
  return unsafe session.assumingMemoryBound(to: XMLSession.self).pointee.entity(name)
}
