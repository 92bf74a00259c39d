import WebURL

/// Parses the URLs that it reads, one a line, for `urldiff.py` to compare with others.
///
/// A line is a base and a reference, both in hexadecimal digits, with a space between; an empty base
/// is none. The answer, a line each, is the href, or `!` where the standard says failure. With the
/// names of canonical rules as arguments, it is the canonical href.
@main
enum URLLines {
  static func main() {
    let rules = CommandLine.arguments.dropFirst().compactMap { CanonicalRules(named: $0) }
    while let line = readLine() {
      let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(bytes)
      precondition(fields.count == 2, "a line is a base and a reference")
      let (base, reference) = (fields[0], fields[1])
      let baseURL = base.isEmpty ? nil : WebURL(bytes: base.span)
      let isLost = baseURL == nil && !base.isEmpty
      let url = isLost ? nil : WebURL(bytes: reference.span, base: baseURL)
      print((rules.isEmpty ? url : url?.canonical(CanonicalRules(rules)))?.href ?? "!")
    }
  }

  private static func bytes(_ hexadecimal: Substring) -> [UInt8] {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in hexadecimal {
      guard let value = digit.hexDigitValue.map({ UInt8($0) }) else { continue }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }
}
