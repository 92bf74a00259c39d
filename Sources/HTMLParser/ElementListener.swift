/// Whoever is told of a page's elements, in the order of their start tags. What is lent is valid during
/// the call.
protocol ElementListener: ~Copyable {
  /// Whether it wants to hear of elements whose attributes say nothing.
  static var hearsEveryElement: Bool { get }
  /// An element that is in the document, and in no template. It is told once, however often the rules of
  /// HTML copy it. The attributes are complete if `tag.hasAttributesOfInterest`; else there are none.
  mutating func start(
    _ tag: HTMLTag, _ namespace: MarkupNamespace, _ attributes: borrowing Attributes)
  /// Whether a title that comes now is wanted.
  var takesTitle: Bool { get }
  /// Text of that title, character references decoded.
  mutating func appendTitle(_ text: Span<UInt8>)
  /// The end of that title.
  mutating func endTitle()
  /// Whether the text that the page shows is wanted. It does not change while a page is read.
  var takesText: Bool { get }
  /// Text that the page shows, up to its first `&`; see `TextHasher.add`.
  mutating func addText(_ text: Span<UInt8>, _ range: Range<Int>, endsWord: Bool) -> Int
  /// The end of a word, if one stands at the end of the text so far.
  mutating func endWord()
  /// Elements were nested so deeply that the innermost were taken for siblings.
  mutating func noteFlattened()
}
