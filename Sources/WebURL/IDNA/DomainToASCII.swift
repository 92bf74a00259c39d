/// UTS 46, ToASCII, as the URL standard calls it (section 3.3, "domain to ASCII"): not transitional,
/// with the checks of bidirectional text and joiners, without those of hyphens, empty labels and
/// lengths. Nil where the name is no domain, as when it is not UTF-8, and where it is far longer than
/// DNS could ever carry: Punycode takes quadratic time.
func domainToASCII(_ domain: [UInt8]) -> [UInt8]? {
  guard domain.count <= 4096, let text = String(validating: domain, as: UTF8.self) else {
    return nil
  }
  let tables = IDNATables.unpacked
  guard let mapped = tables.mapped(text), let name = tables.decodedLabels(of: mapped) else {
    return nil
  }
  if tables.isBidi(name) {
    for label in labels(of: name) where !tables.obeysBidiRule(label) { return nil }
  }
  return ascii(name)
}

extension IDNATables {
  /// UTS 46, section 4, steps 1 and 2: mapped, and in form C. Nil where a code point is disallowed,
  /// which the validity criteria would find.
  fileprivate func mapped(_ text: String) -> [UInt32]? {
    var name: [UInt32] = []
    name.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch mapping(of: scalar.value) {
      case .valid: name.append(scalar.value)
      case .ignored: break
      case .disallowed: return nil
      case .single(let point): name.append(point)
      case .several(let range): name.append(contentsOf: strings[range])
      }
    }
    normalize(&name)
    return name
  }

  /// UTS 46, section 4, steps 3 and 4: the labels checked, with those in Punycode decoded. Nil where one
  /// is not valid.
  fileprivate func decodedLabels(of name: [UInt32]) -> [UInt32]? {
    var decoded: [UInt32] = []
    for (index, label) in labels(of: name).enumerated() {
      if index > 0 { decoded.append(0x2E) }
      if label.starts(with: Self.prefix) {
        guard let text = Punycode.decode(label.dropFirst(Self.prefix.count)),
          text.contains(where: { $0 >= 0x80 }), isValid(text[...], isNormal: false)
        else { return nil }
        decoded.append(contentsOf: text)
      } else {
        guard isValid(label, isNormal: true) else { return nil }
        decoded.append(contentsOf: label)
      }
    }
    return decoded
  }
}

/// UTS 46, section 4.2, steps 2 and 3.
private func ascii(_ name: [UInt32]) -> [UInt8]? {
  var ascii: [UInt8] = []
  for (index, label) in labels(of: name).enumerated() {
    if index > 0 { ascii.append(UInt8(ascii: ".")) }
    if label.allSatisfy({ $0 < 0x80 }) {
      for point in label { ascii.append(UInt8(point)) }
    } else {
      ascii.append(contentsOf: "xn--".utf8)
      guard Punycode.encode(label, to: &ascii) else { return nil }
    }
  }
  return ascii
}

private func labels(of name: [UInt32]) -> [ArraySlice<UInt32>] {
  name.split(separator: 0x2E, omittingEmptySubsequences: false)
}
