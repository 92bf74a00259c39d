/// Where a connection stands in a script: says what to do next, and is told how far that got.
///
/// A value without a socket or a clock.
package struct WirePlayer {
  package enum Action {
    /// Sends this part of the bytes; as much of it as goes at once.
    case send([UInt8], Range<Int>)
    case pause(Duration)
    case end(WireScript.Ending)
    case finished
  }

  private let script: WireScript
  private var step = 0
  private var offset = 0
  private var repetition = 0
  /// What is left of the portion that a pace allows.
  private var portion: Int?

  package init(_ script: WireScript) { self.script = script }

  /// What comes next. Asking again without `sent` gives the same part, but a pause only once.
  package mutating func next() -> Action {
    while step < script.steps.count {
      switch script.steps[step] {
      case .pause(let duration):
        step += 1
        return .pause(duration)
      case .end(let ending): return .end(ending)
      case .send(let bytes, let times, let pace):
        guard repetition < times ?? .max, !bytes.isEmpty else {
          finishStep()
          continue
        }
        guard let pace else { return .send(bytes, offset..<bytes.count) }
        if portion == 0 {
          portion = nil
          return .pause(pace.interval)
        }
        let left = portion ?? max(1, pace.bytes)
        return .send(bytes, offset..<min(bytes.count, offset + left))
      }
    }
    return .finished
  }

  /// So many bytes of the part have been sent.
  package mutating func sent(_ count: Int) {
    guard case .send(let bytes, let times, let pace) = script.steps[step] else { return }
    offset += count
    if offset == bytes.count {
      offset = 0
      repetition = times == nil ? 0 : repetition + 1
    }
    if let pace { portion = max(0, (portion ?? max(1, pace.bytes)) - count) }
  }

  private mutating func finishStep() {
    step += 1
    offset = 0
    repetition = 0
    portion = nil
  }
}
