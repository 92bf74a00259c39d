import Foundation
import TestSupport
import Testing

@testable import HTMLParser

/// html5lib's tests of tokenisers, all of what a token of ours says: start tags with their attributes,
/// end tags, comments, text, that there is a DOCTYPE. The names within a DOCTYPE are not read.
@Suite struct TokenizerSuiteTests {
  private static let folder = "html/html5lib-tokenizer"

  @Test(.enabled(if: ConformanceSuite.has(folder), "\(ConformanceSuite.reason)"))
  func html5libTokenizer() throws {
    let root = ConformanceSuite.folder.appending(path: Self.folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
    var tally = SuiteTally(Self.folder)
    var collector = TokenCollector()
    for file in files where file.hasSuffix(".test") {
      let data = try Data(contentsOf: root.appending(path: file))
      let json = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      let rows = (json?["tests"] ?? json?["xmlViolationTests"]) as? [[String: Any]] ?? []
      for (number, row) in rows.enumerated() {
        guard let test = TokenizerCase(row) else { continue }
        for state in test.initialStates {
          let found = collector.tokens(of: test.input, from: state, lastStartTag: test.lastStartTag)
          tally.count("\(file)#\(number) \(state)", found == test.tokens)
        }
      }
    }
    #expect(tally.report() == [])
  }
}

/// One case of the suite, in any of several states.
private struct TokenizerCase {
  let input: String
  let tokens: [String]
  let initialStates: [String]
  let lastStartTag: String

  /// nil for a lone surrogate, which no text in UTF-8 holds.
  init?(_ row: [String: Any]) {
    let isEscaped = row["doubleEscaped"] as? Bool ?? false
    func text(_ value: Any?) -> String? {
      let text = value as? String ?? ""
      return isEscaped ? text.unescaped : text
    }
    guard let input = text(row["input"]) else { return nil }
    self.input = input
    initialStates = row["initialStates"] as? [String] ?? ["Data state"]
    lastStartTag = row["lastStartTag"] as? String ?? ""
    var tokens = TokenList()
    for case let token as [Any] in row["output"] as? [Any] ?? [] {
      switch token.first as? String {
      case "StartTag":
        let given = token[2] as? [String: String] ?? [:]
        let attributes = given.map { (text($0.key) ?? "", text($0.value) ?? "") }
        let isClosing = token.count > 3 && token[3] as? Bool ?? false
        tokens.addStart(text(token[1]) ?? "", attributes, isClosing)
      case "EndTag": tokens.add("</\(text(token[1]) ?? "")>")
      case "Comment": tokens.add("<!--\(text(token[1]) ?? "")-->")
      case "DOCTYPE": tokens.add("<!DOCTYPE>")
      default: tokens.addText(text(token[1]) ?? "")
      }
    }
    self.tokens = tokens.all
  }
}

/// Tokens as lines of text.
private struct TokenList {
  private var lines: [String] = []
  private var text = ""

  var all: [String] { text.isEmpty ? lines : lines + ["text \(text)"] }

  mutating func add(_ token: String) {
    lines = all
    text = ""
    lines.append(token.replacing("\0", with: "\u{FFFD}"))
  }

  /// NUL in text is for the construction of trees to drop; here it is as good as U+FFFD.
  mutating func addText(_ more: String) { text += more.replacing("\0", with: "\u{FFFD}") }

  mutating func addStart(_ name: String, _ attributes: [(String, String)], _ isSelfClosing: Bool) {
    let sorted = attributes.map { " \($0)=[\($1)]" }.sorted()
    add("<\(name)\(sorted.joined())\(isSelfClosing ? "/" : "")>")
  }
}

/// Runs our tokeniser.
private struct TokenCollector {
  private var references = CharacterReferences()

  mutating func tokens(of input: String, from state: String, lastStartTag: String) -> [String] {
    let bytes = Array(input.utf8)
    let span = bytes.span
    var tokenizer = HTMLTokenizer()
    var tokens = TokenList()
    if let model = Self.models[state] {
      let name = Array(lastStartTag.utf8)
      let key = NameKey(bytes: { $0 < name.count ? name[$0] : nil })
      tokenizer.readRawText(span, model, endingWith: key)
      tokens.addText(text(tokenizer.text, of: span, model == .rcdata ? .text : nil))
    } else if state == "CDATA section state" {
      tokenizer.readCDATAContent(span)
      tokens.addText(text(tokenizer.text, of: span, nil))
    }
    while true {
      switch tokenizer.next(in: span) {
      case .end: return tokens.all
      case .text: tokens.addText(text(tokenizer.text, of: span, .text))
      case .comment: tokens.add("<!--\(text(tokenizer.text, of: span, nil))-->")
      case .doctype: tokens.add("<!DOCTYPE>")
      case .startTag:
        let name = lowercased(tokenizer.name, of: span)
        guard let attributes = attributes(&tokenizer, span) else { return tokens.all }
        tokens.addStart(name, attributes, tokenizer.isSelfClosing)
      case .endTag:
        let name = lowercased(tokenizer.name, of: span)
        guard tokenizer.skipAttributes(span) else { return tokens.all }
        tokens.add("</\(name)>")
      }
    }
  }

  private static let models: [String: ContentModel] = [
    "PLAINTEXT state": .plainText, "RCDATA state": .rcdata, "RAWTEXT state": .rawText,
    "Script data state": .script,
  ]

  private mutating func attributes(
    _ tokenizer: inout HTMLTokenizer, _ span: Span<UInt8>
  ) -> [(String, String)]? {
    var found: [(String, String)] = []
    while true {
      switch tokenizer.nextAttribute(span) {
      case .endOfText: return nil
      case .end: return found
      case .attribute:
        let name = lowercased(tokenizer.attributeName, of: span)
        let value = text(tokenizer.attributeValue, of: span, .attribute)
        if !found.contains(where: { $0.0 == name }) { found.append((name, value)) }
      }
    }
  }

  private mutating func lowercased(_ range: Range<Int>, of span: Span<UInt8>) -> String {
    String(
      decoding: text(range, of: span, nil).utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 },
      as: UTF8.self)
  }

  /// The text of a range; its references are decoded if it is said where they stand.
  private mutating func text(
    _ range: Range<Int>, of span: Span<UInt8>, _ place: CharacterReferences.Place?
  ) -> String {
    var output: [UInt8] = []
    if let place {
      references.append(range, of: span, in: place, to: &output)
    } else {
      for piece in range.split(where: { span[$0] == UInt8(ascii: "&") }) {
        references.append(piece, of: span, in: .text, to: &output)
        if piece.upperBound < range.upperBound { output.append(UInt8(ascii: "&")) }
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}

extension Range<Int> {
  /// The ranges between the places that fulfil a condition.
  fileprivate func split(where isSeparator: (Int) -> Bool) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = lowerBound
    for place in self where isSeparator(place) {
      pieces.append(start..<place)
      start = place + 1
    }
    return pieces + [start..<upperBound]
  }
}

extension String {
  /// With `\uXXXX` decoded; nil when that is a lone surrogate.
  fileprivate var unescaped: String? {
    var units: [UInt16] = []
    var rest = Substring(self)
    while let character = rest.unicodeScalars.first {
      if rest.hasPrefix("\\u"), let unit = UInt16(rest.dropFirst(2).prefix(4), radix: 16) {
        units.append(unit)
        rest = rest.dropFirst(6)
      } else {
        units += String(character).utf16
        rest.unicodeScalars.removeFirst()
      }
    }
    return String(validating: units, as: UTF16.self)
  }
}
