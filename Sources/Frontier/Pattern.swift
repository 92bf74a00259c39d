private import CPCRE2

/// A regular expression over URLs, by PCRE2.
///
/// Matching has a step limit, so that a hostile URL cannot hold the frontier up; a URL on which the
/// limit is reached does not match.
@safe package struct Pattern: ~Copyable {
  private let code: OpaquePointer
  private let data: OpaquePointer
  private let context: OpaquePointer
  /// The expression as it was given.
  package let text: String

  /// Why an expression is none.
  package struct SyntaxError: Error, CustomStringConvertible {
    /// What is wrong, where, in PCRE2's words.
    package let description: String
  }

  /// Steps that one match may take.
  private static let stepLimit: UInt32 = 100_000

  package init(_ text: String) throws(SyntaxError) {
    var error: Int32 = 0
    var offset = 0
    let bytes = Array(text.utf8)
    guard let code = unsafe orb_pcre2_compile(bytes, bytes.count, &error, &offset) else {
      let why = Self.message(error)
      throw SyntaxError(description: "'\(text)' is no regular expression: \(why) at \(offset)")
    }
    guard let data = unsafe orb_pcre2_match_data(code),
      let context = unsafe orb_pcre2_context(Self.stepLimit)
    else { throw SyntaxError(description: "'\(text)': out of memory") }
    unsafe (self.code, self.data, self.context) = unsafe (code, data, context)
    self.text = text
  }

  deinit { unsafe orb_pcre2_free(code, data, context) }

  /// Whether the expression matches anywhere in the bytes.
  package borrowing func matches(_ bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe orb_pcre2_match(code, buffer.baseAddress, buffer.count, data, context) >= 0
    }
  }

  private static func message(_ error: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 256)
    let length = unsafe orb_pcre2_message(error, &text, text.count)
    return String(decoding: text.prefix(max(0, Int(length))), as: UTF8.self)
  }
}
