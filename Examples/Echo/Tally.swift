/// What an echo server has counted.
package struct Tally: CustomStringConvertible {
  /// Clients that are there now.
  package private(set) var open = 0
  /// Clients taken in so far.
  package private(set) var served = 0
  /// The most that were there at once.
  package private(set) var most = 0
  /// Clients that were left because nothing happened for too long.
  package private(set) var idle = 0
  /// Clients that could not be taken in.
  package private(set) var refused = 0

  package init() {}

  package mutating func came() {
    (open, served) = (open + 1, served + 1)
    most = max(most, open)
  }

  package mutating func went(forIdleness: Bool) {
    open -= 1
    if forIdleness { idle += 1 }
  }

  package mutating func wasRefused() { refused += 1 }

  package var description: String {
    "open \(open), served \(served), most at once \(most), idle \(idle), refused \(refused)"
  }
}
