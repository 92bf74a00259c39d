/// The table that `strace -c` writes: how often each system call was made.
package enum StraceSummary {
  /// Reads the table.
  ///
  /// - Returns: calls by name; nil for a text that is no such table.
  package static func calls(in text: String) -> [String: Int]? {
    let lines = text.split(separator: "\n")
    guard let head = lines.firstIndex(where: { $0.hasSuffix(" syscall") }), head + 1 < lines.count
    else { return nil }
    var calls: [String: Int] = [:]
    for line in lines[(head + 2)...] {
      if line.hasPrefix("------") { return calls }
      guard let (name, count) = row(line) else { return nil }
      calls[name, default: 0] += count
    }
    // The rule below the rows is missing: the table is not whole.
    return nil
  }

  /// `% time`, `seconds`, `usecs/call`, `calls`, `errors` where there were any, `syscall`.
  private static func row(_ line: Substring) -> (name: String, count: Int)? {
    let words = line.split(separator: " ")
    guard words.count == 5 || words.count == 6, let count = Int(words[3]), count >= 0,
      words.count == 5 || Int(words[4]) != nil
    else { return nil }
    return (String(words[words.count - 1]), count)
  }
}
