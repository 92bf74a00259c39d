/// Something that must never happen, and did.
package struct Violation: Error, CustomStringConvertible {
  let what: String
  /// When, in microseconds from the start of the crawl.
  let time: Int

  init(_ what: String, at time: Int) { (self.what, self.time) = (what, time) }

  package var description: String { "\(Self.seconds(time)): \(what)" }

  static func seconds(_ time: Int) -> String {
    let milliseconds = "\(1_000 + time / 1_000 % 1_000)".dropFirst()
    return "\(time / 1_000_000).\(milliseconds) s"
  }
}
