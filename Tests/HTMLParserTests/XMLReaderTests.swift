import TestSupport
import Testing

@testable import HTMLParser

/// What the reader tells, as lines, and when it is to stop.
private final class Listener: XMLVisitor {
  var lines: [String] = []
  var text = ""
  var stopsAt = ""
  var elements = 0

  func start(_ name: XMLName, _ attributes: XMLAttributes) -> XMLConsent {
    flush()
    elements += 1
    let local = unsafe String(decoding: name.local, as: UTF8.self)
    let prefix = unsafe String(decoding: name.prefix, as: UTF8.self)
    let namespace = unsafe String(decoding: name.namespace, as: UTF8.self)
    let href = unsafe attributes["href"].map { unsafe String(decoding: $0, as: UTF8.self) }
    lines.append("<\(prefix):\(local) {\(namespace)} \(href ?? "-")")
    return local == stopsAt ? .stop : .goOn
  }

  func end(_ name: XMLName) -> XMLConsent {
    flush()
    unsafe lines.append(">" + String(decoding: name.local, as: UTF8.self))
    return .goOn
  }

  func text(_ text: UnsafeBufferPointer<UInt8>) -> XMLConsent {
    unsafe self.text += String(decoding: text, as: UTF8.self)
    return .goOn
  }

  private func flush() {
    if !text.isEmpty { lines.append(text) }
    text = ""
  }
}

private func read(_ xml: String, stopsAt: String = "") -> (lines: [String], XMLReader.Ending) {
  let listener = Listener()
  listener.stopsAt = stopsAt
  let reader = XMLReader()
  let ending = reader.read(Array(xml.utf8).span, for: listener)
  return (listener.lines, ending)
}

@Suite struct XMLReaderTests {
  @Test func namesAttributesAndText() {
    let (lines, ending) = read(
      """
      <?xml version="1.0" encoding="utf-16"?><a xmlns="urn:a" xmlns:b="urn:b"><b:c href="1&amp;2&#51;"/>\
      <d:e x:href="no" href="yes">t&lt;<![CDATA[<&amp;]]>é</d:e></a>
      """)
    #expect(ending == .end)
    #expect(
      lines == [
        "<:a {urn:a} -", "<b:c {urn:b} 1&23", ">c", "<d:e {} no", "t<<&amp;é", ">e", ">a",
      ])
  }

  @Test func attributesByNamespace() {
    final class Prober: XMLVisitor {
      var found: [String?] = []
      func note(_ value: AttributeValue?) {
        unsafe found.append(value.map { unsafe String(decoding: $0, as: UTF8.self) })
      }
      func start(_ name: XMLName, _ attributes: XMLAttributes) -> XMLConsent {
        unsafe note(attributes["k"])
        unsafe note(attributes["k", namespace: ""])
        unsafe note(attributes["k", namespace: "urn:n"])
        unsafe note(attributes["k", namespace: "urn:m"])
        return .goOn
      }
      func end(_ name: XMLName) -> XMLConsent { .goOn }
      func text(_ text: UnsafeBufferPointer<UInt8>) -> XMLConsent { .goOn }
    }
    let prober = Prober()
    let reader = XMLReader()
    _ = reader.read(Array("<a xmlns:n='urn:n' n:k='1' k='2'/>".utf8).span, for: prober)
    #expect(prober.found == ["1", "2", "1", nil])
  }

  @Test func whatIsNotWellFormedIsReadOn() {
    let (lines, ending) = read("<a><b>1</c>2&amp;3<d href='&amp;4'></a>&amp;")
    #expect(ending == .end)
    #expect(lines.contains("<:d {} &4"))
    #expect(lines.joined().contains("2&3"))
  }

  @Test func stopsWhenTold() {
    let (lines, ending) = read("<a><b/><c/><d/></a>", stopsAt: "c")
    #expect(ending == .stopped)
    #expect(lines.last == "<:c {} -")
  }

  @Test func entitiesStandForNothing() {
    let laughs = (1...9).map {
      "<!ENTITY l\($0) '&l\($0 - 1);&l\($0 - 1);&l\($0 - 1);&l\($0 - 1);'>"
    }
    let (lines, _) = read(
      "<!DOCTYPE a [<!ENTITY l0 'ha'>\(laughs.joined())<!ENTITY x SYSTEM 'file:///etc/passwd'>"
        + "<!ENTITY % p SYSTEM 'http://127.0.0.1:1/p'>%p;]><a href='&l9;'>1&l9;2&x;3&amp;</a>")
    #expect(lines == ["<:a {} ", "123&", ">a"])
  }

  @Test func defaultedAttributesAreBounded() {
    let names = (0..<5000).map { "a\($0) CDATA 'v'" }.joined(separator: " ")
    let (lines, ending) = read(
      "<!DOCTYPE r [<!ATTLIST e \(names)>]><r>" + String(repeating: "<e/>", count: 50_000) + "</r>")
    #expect(ending == .abandoned)
    #expect(lines.count < 100)
  }

  @Test func depthIsBounded() {
    let listener = Listener()
    let reader = XMLReader()
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(reader.read(Array(deep.utf8).span, for: listener) == .abandoned)
    #expect(listener.elements <= XMLReader.maximumDepth + 1)
    // And the reader is as good as new.
    let after = Listener()
    #expect(reader.read(Array("<a/>".utf8).span, for: after) == .end)
    #expect(after.lines == ["<:a {} -", ">a"])
  }

  @Test func anyBytesAreRead() {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let document = Array(
      """
      <?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "x"><!ATTLIST b c CDATA "d">]><a xmlns="urn:a">
      <p:b xmlns:p="urn:p" href="&lt;&#x41;">&e;<![CDATA[c]]><!-- d --><?p i?></p:b></a>
      """.utf8)
    let reader = XMLReader()
    for _ in 0..<5000 {
      let listener = Listener()
      _ = reader.read(generator.mutated(document).span, for: listener)
      #expect(listener.elements < 1000, "seed \(seed)")
    }
  }
}
