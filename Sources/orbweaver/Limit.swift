/// A limit as somebody writes it on a command line: a value, or `none`.
struct Limit<Value: Sendable>: Sendable {
  /// Nil for no limit.
  let value: Value?

  /// A reader that takes `none`, too.
  static func reading(
    _ reader: @escaping @Sendable (String) throws -> Value
  ) -> @Sendable (String) throws -> Limit {
    { text in text == "none" ? Limit(value: nil) : Limit(value: try reader(text)) }
  }
}
