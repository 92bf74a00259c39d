/// A choice as somebody writes it on a command line: a value, or `auto` for what follows from others.
struct Automatic<Value: Sendable>: Sendable {
  /// Nil for `auto`.
  let value: Value?

  /// A reader that takes `auto`, too.
  static func reading(
    _ reader: @escaping @Sendable (String) throws -> Value
  ) -> @Sendable (String) throws -> Automatic {
    { text in text == "auto" ? Automatic(value: nil) : Automatic(value: try reader(text)) }
  }
}
