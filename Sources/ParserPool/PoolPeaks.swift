/// The most that a pool's processes took at once, as far as it was seen.
package struct PoolPeaks: Sendable, Equatable {
  /// Processes that worked at once.
  package private(set) var processes = 0
  /// The peak of each process that ended in good order, in bytes, the largest first. No more than
  /// worked at once are kept: those that were replaced were not there beside their successors.
  private var memory: [Int64] = []

  package init() {}

  /// The sum of the peaks, in bytes: no less than the processes had at once.
  package var residentBytes: Int64 { memory.reduce(0, +) }

  package mutating func started(total: Int) { processes = max(processes, total) }

  package mutating func ended(peak: Int64) {
    memory.append(peak)
    memory.sort(by: >)
    memory.removeLast(max(0, memory.count - processes))
  }
}
