/// Why bytes that came over the parser wire are not the message they should be.
///
/// The parser process reads hostile pages, so the crawler believes nothing it sends: every decoder
/// of this room answers any bytes whatever with a message or with this error, and never traps.
package struct WireError: Error, Equatable, CustomStringConvertible {
  /// The bounded set of reasons, fit for a metric's label.
  package enum Code: String, Sendable, CaseIterable {
    /// The bytes end before the message does.
    case truncated
    /// Bytes are left over behind the end of the message.
    case trailingBytes
    /// The message starts with another message's tag.
    case wrongMessage
    /// The other side speaks another version of this protocol.
    case wrongVersion
    /// A number lies outside the range that its field allows.
    case outOfRange
    /// A text is not UTF-8, or a URL holds a byte that no serialised URL holds.
    case invalidText
    /// The message does not fit into a packet.
    case tooLong
  }

  /// The reason.
  package let code: Code
  /// The field that was being read or written.
  package let context: String

  /// An error at a field.
  package init(_ code: Code, _ context: StaticString) {
    self.code = code
    self.context = "\(context)"
  }

  /// For logs: `wire: truncated (links)`.
  package var description: String { "wire: \(code.rawValue) (\(context))" }
}
