/// Short names for combinations, that say no more than tells them apart.
package struct CombinationNames: Sendable {
  /// The modes that ran with more than one selector.
  private let selectorsDiffer: Set<Combination.Mode>
  private let parsersDiffer: Bool

  package init(_ combinations: [Combination]) {
    selectorsDiffer = Set(
      Dictionary(grouping: combinations, by: \.mode)
        .filter { Set($0.value.map(\.selector)).count > 1 }.keys)
    parsersDiffer = Set(combinations.map(\.parsers)).count > 1
  }

  /// `async 64`, `async 64 poll, 2 parsers`, `sync`.
  package func name(_ combination: Combination) -> String {
    let concurrency = combination.mode == .sync ? "" : " \(combination.concurrency)"
    return combination.mode.rawValue + concurrency + selector(combination) + parsers(combination)
  }

  /// The name of all that differ by concurrency alone: `async poll, 2 parsers`.
  package func series(_ combination: Combination) -> String {
    combination.mode.rawValue + selector(combination) + parsers(combination)
  }

  /// All but the mode: `64 at once, 2 parsers`.
  package func setting(_ combination: Combination) -> String {
    "\(combination.concurrency) at once" + parsers(combination)
  }

  private func selector(_ combination: Combination) -> String {
    selectorsDiffer.contains(combination.mode) ? " \(combination.selector)" : ""
  }

  private func parsers(_ combination: Combination) -> String {
    guard parsersDiffer else { return "" }
    return combination.parsers == 1 ? ", 1 parser" : ", \(combination.parsers) parsers"
  }
}
