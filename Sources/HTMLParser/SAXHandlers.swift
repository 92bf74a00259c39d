import CLibXML2

// What libxml2 calls. The context is a pinned `SAXPage`, which outlives every parse; nothing
// else touches it while a page is parsed.

/// The handlers of a page's start: nothing but the start of elements.
func makeHandlers() -> xmlSAXHandler {
  var handlers = unsafe xmlSAXHandler()
  unsafe handlers.startElement = unsafe elementStarted
  unsafe handlers.initialized = 1
  return unsafe handlers
}

/// A start tag, or an element that libxml2 implies.
@c(orbweaver_element_started)
nonisolated func elementStarted(
  _ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<UInt8>?,
  _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
) {
  guard let context = unsafe context, let name = unsafe name else { return }
  unsafe context.assumingMemoryBound(to: SAXPage.self).pointee
    .start(name, attributes)
}

/// The end of an element.
@c(orbweaver_element_ended)
nonisolated func elementEnded(_ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<UInt8>?) {
  guard let context = unsafe context, let name = unsafe name else { return }
  unsafe context.assumingMemoryBound(to: SAXPage.self).pointee.end(name)
}

/// Text.
@c(orbweaver_characters_found)
nonisolated func charactersFound(
  _ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<UInt8>?, _ count: Int32
) {
  guard let context = unsafe context else { return }
  unsafe context.assumingMemoryBound(to: SAXPage.self).pointee
    .characters(UnsafeBufferPointer(start: text, count: Int(count)))
}
