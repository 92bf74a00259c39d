import Foundation
import TestSupport

@testable import HTMLParser

/// An element of a tree that html5lib's tests of tree construction expect.
struct ExpectedElement {
  let namespace: MarkupNamespace
  let name: String
  var attributes: [String: String] = [:]
  /// Whether it is within the content of a template.
  let isInTemplate: Bool

  var line: String { namespace == .html ? name : "\(namespace) \(name.lowercased())" }

  /// What its tag is.
  var tag: HTMLTag {
    let bytes = Array(name.lowercased().utf8)
    return HTMLTag(NameKey(bytes: { $0 < bytes.count ? bytes[$0] : nil }), in: HTMLTag.makeTable())
  }
}

/// One of html5lib's tests of tree construction.
struct TreeCase {
  let name: String
  var data = ""
  /// The element that a fragment is parsed within, as `name` or `svg name`.
  var context: String?
  var needsScripts = false
  var elements: [ExpectedElement] = []

  static let folder = "html/html5lib-tree-construction"

  /// All tests that scripting does not change.
  static func all() throws -> [TreeCase] {
    let root = ConformanceSuite.folder.appending(path: folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
    return try files.filter { $0.hasSuffix(".dat") }.flatMap { file in
      let text = try String(decoding: Data(contentsOf: root.appending(path: file)), as: UTF8.self)
      return cases(of: text, in: file).filter { !$0.needsScripts }
    }
  }

  private static func cases(of text: String, in file: String) -> [TreeCase] {
    var cases: [TreeCase] = []
    var section = ""
    var lines: [String: [String]] = [:]
    func finish() {
      guard lines["#data"] != nil else { return }
      cases.append(TreeCase(name: "\(file)#\(cases.count)", lines))
      lines = [:]
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line == "#data" { finish() }
      if sections.contains(line) {
        section = line
        lines[section] = []
      } else {
        lines[section, default: []].append(line)
      }
    }
    finish()
    return cases
  }

  private static let sections: Set<String> = [
    "#data", "#errors", "#new-errors", "#document-fragment", "#document", "#script-off",
    "#script-on",
  ]

  private init(name: String, _ lines: [String: [String]]) {
    self.name = name
    data = (lines["#data"] ?? []).joined(separator: "\n")
    context = lines["#document-fragment"]?.first
    needsScripts = lines["#script-on"] != nil
    // The blank line between two tests is none of the tree.
    elements = Self.elements(
      of: (lines["#document"] ?? []).reversed().drop { $0.isEmpty }.reversed())
  }

  /// The elements of a dump. Text goes on over lines that do not start with `| `.
  private static func elements(of lines: [String]) -> [ExpectedElement] {
    var elements: [ExpectedElement] = []
    var contents: [Int] = []
    var nodes: [String] = []
    for line in lines {
      if line.hasPrefix("| ") || nodes.isEmpty {
        nodes.append(line)
      } else {
        nodes[nodes.count - 1] += "\n" + line
      }
    }
    for node in nodes where node.hasPrefix("| ") {
      let depth = node.dropFirst(2).prefix { $0 == " " }.count
      let text = node.dropFirst(2 + depth)
      contents.removeAll { $0 >= depth }
      if text == "content" {
        contents.append(depth)
      } else if text.hasPrefix("<"), !text.hasPrefix("<!"), !text.hasPrefix("<?") {
        elements.append(element(String(text.dropFirst().dropLast()), !contents.isEmpty))
      } else if let equals = text.firstRange(of: "=\""), !text.hasPrefix("\"") {
        let name = String(text[..<equals.lowerBound])
        let value = text[equals.upperBound...].dropLast(text.hasSuffix("\"") ? 1 : 0)
        if !elements.isEmpty { elements[elements.count - 1].attributes[name] = String(value) }
      }
    }
    return elements
  }

  static func element(_ text: String, _ isInTemplate: Bool) -> ExpectedElement {
    let isSVG = text.hasPrefix("svg ")
    let isMath = text.hasPrefix("math ")
    return ExpectedElement(
      namespace: isSVG ? .svg : isMath ? .math : .html,
      name: String(text.dropFirst(isSVG ? 4 : isMath ? 5 : 0)), isInTemplate: isInTemplate)
  }
}
