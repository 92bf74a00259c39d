import ParserWire
import TestSupport
import Testing

@testable import HTMLParser

/// html5lib's tests of tree construction: which elements there are, in which namespace, and which links.
@Suite struct TreeSuiteTests {
  /// Elements that may be there without a tag (implied, or made by an end tag), and those that are copied:
  /// of these there may be more than start tags were heard of.
  private static let impliedOrCopied: Set<String> = [
    "html", "head", "body", "tbody", "tr", "colgroup", "p", "br", "a", "b", "big", "code", "em",
    "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
  ]

  /// Elements that are not told of, or as often as their tags say more of them.
  private static let untold: Set<String> = ["html", "head", "body", "template"]

  @Test(.enabled(if: ConformanceSuite.has(TreeCase.folder), "\(ConformanceSuite.reason)"))
  func elements() throws {
    var tally = SuiteTally(TreeCase.folder + "#elements")
    var reader = ElementReader()
    for test in try TreeCase.all() {
      let expected = Self.counts(
        test.elements.filter { !$0.isInTemplate && $0.tag != .other }.map(\.line))
      let found = Self.counts(reader.elements(of: test))
      let differences = Set(expected.keys).union(found.keys).filter { name in
        let (wanted, seen) = (expected[name] ?? 0, found[name] ?? 0)
        if Self.untold.contains(name) { return false }
        return Self.impliedOrCopied.contains(name) ? seen > wanted : seen != wanted
      }
      tally.count(test.name, differences.isEmpty)
    }
    #expect(tally.report() == [])
  }

  private static func counts(_ lines: [String]) -> [String: Int] {
    Dictionary(lines.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// Each page's links, against what the elements of the expected tree make. Copies that the adoption
  /// agency and the reconstruction of formatting make of an `<a>` are links of a browser's tree and not of
  /// ours, which counts tags: the number of an `a` is compared only where the tree has no more of them.
  @Test(.enabled(if: ConformanceSuite.has(TreeCase.folder), "\(ConformanceSuite.reason)"))
  func pageLinks() throws {
    var tally = SuiteTally(TreeCase.folder + "#links")
    for test in try TreeCase.all() where test.context == nil {
      let elements = test.elements.filter { !$0.isInTemplate }
      let base = elements.first { $0.line == "base" && $0.attributes["href"] != nil }?.attributes[
        "href"]
      var expected = Set<String>()
      for element in elements {
        let tag = element.rewritten(base: base)
        guard !tag.isEmpty else { continue }
        for line in try links(tag).map(\.uncounted) { expected.insert(line) }
      }
      let found = Set(try links(test.data).map(\.uncounted))
      tally.count(test.name, found == expected)
    }
    #expect(tally.report() == [])
  }
}

extension String {
  /// A line of `linkLines` without its count.
  fileprivate var uncounted: String {
    split(separator: " ").filter { !($0.hasPrefix("x") && Int($0.dropFirst()) != nil) }
      .joined(separator: " ")
  }
}

extension ExpectedElement {
  /// A page that has this element alone, with the base of its document.
  fileprivate func rewritten(base: String?) -> String {
    guard name != "base" else { return "" }
    func quoted(_ text: String) -> String {
      text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    }
    let list = attributes.map { name, value in
      " \(name.replacing("xlink ", with: "xlink:"))=\"\(quoted(value))\""
    }.joined()
    let start = base.map { "<base href=\"\(quoted($0))\">" } ?? ""
    switch namespace {
    case .svg: return "\(start)<svg><\(name)\(list)>"
    case .math: return "\(start)<math><\(name)\(list)>"
    case .html:
      return name == "frame" ? "\(start)<frameset><frame\(list)>" : "\(start)<\(name)\(list)>"
    }
  }
}

/// Hears of every element of a page.
private struct ElementReader: ~Copyable {
  private var scanner = HTMLScanner()

  mutating func elements(of test: TreeCase) -> [String] {
    let bytes = Array(test.data.utf8)
    var listener = ElementLines()
    if let context = test.context {
      scanner.read(
        fragment: bytes.span, within: TreeCase.element(context, false).open, for: &listener)
      return listener.lines
    }
    if let replaced = scanner.read(bytes.span, for: &listener) {
      listener = ElementLines()
      _ = scanner.read(bytes.span, ignoring: replaced, for: &listener)
    }
    return listener.lines
  }
}

extension ExpectedElement {
  /// Itself as the context of a fragment.
  fileprivate var open: OpenElement {
    var element = OpenElement(tag, namespace)
    element.isIntegrationPoint = namespace == .svg && tag.isIn(.svgMarker)
    return element
  }
}
