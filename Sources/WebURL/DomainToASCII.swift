private import CICU

/// UTS 46, ToASCII, as the URL standard calls it (section 3.3, "domain to ASCII"): not
/// transitional, with the checks of bidirectional text and joiners, without those of hyphens,
/// empty labels and lengths. Nil where the name is no domain, as when it is not UTF-8, and where it
/// is far longer than DNS could ever carry: Punycode takes quadratic time.
func domainToASCII(_ domain: [UInt8]) -> [UInt8]? {
  guard domain.count <= 4096 else { return nil }
  guard let text = String(validating: domain, as: UTF8.self), let uts46 = UTS46() else {
    return nil
  }
  return uts46.toASCII(Array(mappedByNewerUTS46(text).utf8))
}

/// ICU's processor for one use; opening it costs little, since ICU keeps its tables.
@safe private struct UTS46: ~Copyable {
  private let idna: UnsafeMutableRawPointer

  /// Errors that the URL standard leaves to DNS.
  private static let tolerated = UInt32(
    UTS46_ERROR_EMPTY_LABEL | UTS46_ERROR_LABEL_TOO_LONG | UTS46_ERROR_DOMAIN_NAME_TOO_LONG
      | UTS46_ERROR_LEADING_HYPHEN | UTS46_ERROR_TRAILING_HYPHEN | UTS46_ERROR_HYPHEN_3_4)

  init?() {
    let options = UTS46_CHECK_BIDI | UTS46_CHECK_CONTEXTJ | UTS46_NONTRANSITIONAL_TO_ASCII
    guard let idna = unsafe uts46_open(UInt32(options)) else { return nil }
    unsafe self.idna = idna
  }

  deinit { unsafe uts46_close(idna) }

  func toASCII(_ domain: [UInt8]) -> [UInt8]? {
    let first = convert(domain, capacity: domain.count * 4 + 64)
    if first.length <= first.ascii.count { return accepted(first) }
    return accepted(convert(domain, capacity: first.length))
  }

  private typealias Conversion = (ascii: [UInt8], length: Int, errors: UInt32)

  private func accepted(_ conversion: Conversion) -> [UInt8]? {
    guard conversion.length >= 0, conversion.length <= conversion.ascii.count,
      conversion.errors & ~Self.tolerated == 0
    else { return nil }
    return Array(conversion.ascii.prefix(conversion.length))
  }

  private func convert(_ domain: [UInt8], capacity: Int) -> Conversion {
    var ascii = [UInt8](repeating: 0, count: capacity)
    var errors: UInt32 = 0
    let length = unsafe domain.withUnsafeBytes { name in
      unsafe ascii.withUnsafeMutableBytes { ascii in
        unsafe uts46_to_ascii(
          idna, name.baseAddress, Int32(name.count), ascii.baseAddress, Int32(capacity), &errors)
      }
    }
    return (ascii, Int(length), errors)
  }
}
