@testable import HTMLParser

/// Hears of every element of a page that the scanner knows by name.
struct ElementLines: ElementListener {
  private(set) var lines: [String] = []
  static var hearsEveryElement: Bool { true }
  var takesTitle: Bool { false }

  mutating func start(
    _ tag: HTMLTag, _ namespace: MarkupNamespace, _ attributes: borrowing Attributes
  ) {
    guard tag != .other else { return }
    let name = (tag == .image && namespace == .html ? .img : tag).text
    lines.append(namespace == .html ? name : "\(namespace) \(name)")
  }

  mutating func appendTitle(_ text: Span<UInt8>) {}
  mutating func endTitle() {}
  var takesText: Bool { false }
  mutating func addText(_ text: Span<UInt8>, _ range: Range<Int>, endsWord: Bool) -> Int {
    range.upperBound
  }
  mutating func endWord() {}
  mutating func noteFlattened() {}
}
