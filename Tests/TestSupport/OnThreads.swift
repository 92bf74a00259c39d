import Foundation

/// Runs a closure on so many threads of their own, each with its number from 0, and returns when all have
/// ended. For what blocks: Swift's own threads must not.
///
/// - Returns: the results in the order of the numbers.
package func onThreads<Result: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (_ number: Int) -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    for number in 0..<count {
      group.addTask { (number, await onThread { body(number) }) }
    }
    var results: [Int: Result] = [:]
    for await (number, result) in group { results[number] = result }
    return (0..<count).compactMap { results[$0] }
  }
}

/// As `onThreads`, for one.
package func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    Thread { continuation.resume(returning: body()) }.start()
  }
}
