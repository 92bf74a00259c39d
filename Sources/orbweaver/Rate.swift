import Glibc

/// How fast a total grows, smoothed: what lies further back than a few seconds hardly counts.
package struct Rate {
  package init() {}

  /// Seconds after which a sample's weight has fallen to 1/e.
  private static let memory = 2.0

  /// Growth a second; 0 before the first sample.
  package private(set) var perSecond = 0.0
  private var last = (total: 0.0, time: Duration.zero)
  private var hasSample = false

  /// Takes in the total at a time, the time since it was 0. Times must not fall.
  package mutating func record(_ total: Double, at time: Duration) {
    let seconds = (time - last.time) / .seconds(1)
    guard seconds > 0 else { return }
    let sample = (total - last.total) / seconds
    let weight = hasSample ? 1 - exp(-seconds / Self.memory) : 1
    perSecond += weight * (sample - perSecond)
    last = (total, time)
    hasSample = true
  }
}
