/// What the server does on the wire to give one answer, step by step: a value, so that the most
/// crooked answer can be looked at in a test without a socket.
package struct WireScript: Sendable, Hashable {
  package enum Step: Sendable, Hashable {
    /// Sends the bytes so many times; `nil` is for ever. With a pace, in portions.
    case send([UInt8], times: Int?, pace: CannedResponse.Pace?)
    case pause(Duration)
    case end(Ending)
  }

  /// How a connection ends, instead of waiting for the next request.
  package enum Ending: Sendable, Hashable {
    case close
    /// With a reset (RST) in place of an orderly end.
    case reset
    /// Not at all: the server says nothing more and keeps the connection open.
    case hang
  }

  package var steps: [Step]

  package init(_ steps: [Step] = []) { self.steps = steps }
}
