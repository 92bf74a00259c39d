/// The mapping table of UTS 46 changed with revisions 31 and 33 (Unicode 15.1 and 16.0): letters
/// that IDNA 2003 had wrong were disallowed and now have the mapping of their kind, and invisible
/// characters that were disallowed are now ignored. The ICU of the system may be older (Debian 12
/// has Unicode 15.0); these are all the characters whose mapping it lacks. A newer ICU gets the
/// result that it would have computed itself.
///
/// Source: IdnaMappingTable.txt, https://www.unicode.org/reports/tr46/, section "Modifications".
func mappedByNewerUTS46(_ domain: String) -> String {
  var mapped = String.UnicodeScalarView()
  for scalar in domain.unicodeScalars {
    if let replacement = newerMapping(of: scalar) { mapped.append(replacement) }
  }
  return String(mapped)
}

/// What `scalar` becomes; nil when it is ignored.
private func newerMapping(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
  switch scalar.value {
  case 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x2061...0x2063, 0x206A...0x206F, 0x3164, 0xFFA0,
    0x1D173...0x1D17A:
    nil
  case 0x10A0...0x10C5: Unicode.Scalar(scalar.value - 0x10A0 + 0x2D00)
  case 0x04C0: "\u{4CF}"
  case 0x1E9E: "\u{DF}"
  case 0x2132: "\u{214E}"
  case 0x2183: "\u{2184}"
  case 0x2F868: "\u{36FC}"
  case 0x2F874: "\u{5F53}"
  case 0x2F91F: "\u{243AB}"
  case 0x2F95F: "\u{7AEE}"
  case 0x2F9BF: "\u{45D7}"
  default: scalar
  }
}
