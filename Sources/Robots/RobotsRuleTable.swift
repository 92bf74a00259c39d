/// All rules of a group, compiled: literal text, `*` for anything, `$` at the end for the end
/// (RFC 9309, section 2.2.3).
///
/// A pattern is cut at its stars into pieces: the first stands at the start of the path, each next
/// one is looked for behind the one before, and a last one with `$` stands at the end. Taking the
/// leftmost place for each piece is never wrong, and finding it with Knuth-Morris-Pratt makes a match
/// O(path + pattern), whatever a hostile pattern looks like. All pieces share flat arrays, so that
/// going through thousands of rules touches no reference count.
struct RobotsRuleTable: Sendable {
  private struct Rule {
    var letters = Letters()
    var isAllow = false
    /// Whether there is a `$` and no star: the prefix is all of the path.
    var isExact = false
    var line: Int32 = 0
    /// Where the value as written stands in `values`.
    var value: Range<Int32> = 0..<0
    /// The piece before the first star, in `octets`.
    var prefix: Range<Int32> = 0..<0
    /// The pieces between the first and the suffix, none of them empty, in `pieces`.
    var floating: Range<Int32> = 0..<0
    /// The piece before a `$` that follows a star, in `octets`; may be empty.
    var suffix: Range<Int32> = 0..<0
    /// The octets that count for "the most specific match": the pattern as compared, with its signs.
    var specificity: Int32 = 0
  }

  /// A piece that may stand anywhere, in `octets`, and where its borders begin in `borders`.
  private struct Piece {
    let octets: Range<Int32>
    let borders: Int32
  }

  /// The most specific first; where two are equally specific, Allow first.
  private var rules: [Rule] = []
  private var pieces: [Piece] = []
  private var octets: [UInt8] = []
  /// For each length of a prefix of a floating piece, less one: the longest proper prefix that is
  /// its suffix.
  private var borders: [Int32] = []
  private var values: [UInt8] = []

  /// Steps that one verdict may take. A file of half a megabyte can hold 50,000 patterns, each of
  /// which asks for all of a long path; an honest one takes a few thousand steps.
  static let stepLimit = 2_000_000

  /// A table that allows everything.
  init() {}

  /// Compiles rules. O(n log n) in their length.
  init(_ lines: [RobotsRule], reading: RobotsReading) {
    rules.reserveCapacity(lines.count)
    for line in lines { add(line, decoded: reading.decodesOctets) }
    rules.sort { left, right in
      if left.specificity != right.specificity { return left.specificity > right.specificity }
      if left.isAllow != right.isAllow { return left.isAllow }
      return left.line < right.line
    }
  }

  var isEmpty: Bool { rules.isEmpty }

  /// Bytes of memory in use, about.
  var memory: Int {
    rules.capacity * MemoryLayout<Rule>.stride + pieces.capacity * MemoryLayout<Piece>.stride
      + octets.capacity + borders.capacity * MemoryLayout<Int32>.stride + values.capacity
  }

  /// The lines that it was compiled from, each once, in their order.
  var lines: [(line: Int, isAllow: Bool, value: ArraySlice<UInt8>)] {
    var lines: [(line: Int, isAllow: Bool, value: ArraySlice<UInt8>)] = []
    for rule in rules.sorted(by: { $0.line < $1.line }) where lines.last?.line != Int(rule.line) {
      let value = values[Int(rule.value.lowerBound)..<Int(rule.value.upperBound)]
      lines.append((Int(rule.line), rule.isAllow, value))
    }
    return lines
  }

  // MARK: Compiling

  private mutating func add(_ line: RobotsRule, decoded: Bool) {
    let pattern = line.pattern.span
    var end = pattern.count
    let isAnchored = end > 0 && pattern[end - 1] == UInt8(ascii: "$")
    if isAnchored { end -= 1 }
    var rule = Rule()
    rule.isAllow = line.isAllow
    rule.line = Int32(line.line)
    rule.value = store(line.value)
    rule.floating = Int32(pieces.count)..<Int32(pieces.count)
    rule.specificity = isAnchored ? 1 : 0
    var start = 0
    while true {
      var star = start
      while star < end, pattern[star] != UInt8(ascii: "*") { star += 1 }
      let piece = store(pattern, start..<star, decoded: decoded, &rule)
      if start == 0 {
        rule.prefix = piece
      } else if star == end && isAnchored {
        rule.suffix = piece
      } else if !piece.isEmpty {
        float(piece)
      }
      if star == end { break }
      rule.specificity += 1
      start = star + 1
    }
    rule.isExact = isAnchored && start == 0
    rule.floating = rule.floating.lowerBound..<Int32(pieces.count)
    rules.append(rule)
  }

  private mutating func store(_ value: [UInt8]) -> Range<Int32> {
    let start = Int32(values.count)
    values += value
    return start..<Int32(values.count)
  }

  private mutating func store(
    _ pattern: Span<UInt8>, _ range: Range<Int>, decoded: Bool, _ rule: inout Rule
  ) -> Range<Int32> {
    let start = octets.count
    RobotsOctets.append(
      pattern, from: range.lowerBound, to: range.upperBound, decoded: decoded, to: &octets)
    rule.letters.insert(octets.span, in: start..<octets.count)
    rule.specificity += Int32(octets.count - start)
    return Int32(start)..<Int32(octets.count)
  }

  private mutating func float(_ piece: Range<Int32>) {
    pieces.append(Piece(octets: piece, borders: Int32(borders.count)))
    let first = borders.count
    let start = Int(piece.lowerBound)
    borders.append(0)
    var matched = 0
    for position in 1..<max(1, piece.count) {
      while matched > 0, octets[start + position] != octets[start + matched] {
        matched = Int(borders[first + matched - 1])
      }
      if octets[start + position] == octets[start + matched] { matched += 1 }
      borders.append(Int32(matched))
    }
  }

  // MARK: Matching

  /// What a search found.
  struct Finding {
    /// The rule that decides; nil when none matches.
    fileprivate(set) var rule: Int?
    /// Octets compared.
    fileprivate(set) var steps = 0
    /// Whether the search was broken off at the rule, which may match or not.
    fileprivate(set) var isBrokenOff = false
  }

  /// The most specific rule that matches. `path` is in the form that is compared.
  /// O(rules + octets compared), and of those not more than `stepLimit` and one match.
  func search(_ path: Span<UInt8>) -> Finding {
    let letters = Letters(path)
    let rules = rules.span
    var finding = Finding()
    for index in rules.indices where rules[index].letters.isSubset(of: letters) {
      if matches(rules[index], path, &finding.steps) {
        finding.rule = index
        return finding
      }
      guard finding.steps <= Self.stepLimit else {
        finding.rule = index
        finding.isBrokenOff = true
        return finding
      }
    }
    return finding
  }

  func verdict(for path: Span<UInt8>) -> RobotsVerdict {
    let finding = search(path)
    guard let index = finding.rule else { return RobotsVerdict(isAllowed: true) }
    let rule = rules[index]
    let value = values[Int(rule.value.lowerBound)..<Int(rule.value.upperBound)]
    let key: RobotsKey = rule.isAllow ? .allow : .disallow
    return RobotsVerdict(
      isAllowed: rule.isAllow && !finding.isBrokenOff, line: Int(rule.line),
      rule: "\(key.rawValue): " + String(decoding: value, as: UTF8.self),
      isBrokenOff: finding.isBrokenOff)
  }

  private func matches(_ rule: Rule, _ path: Span<UInt8>, _ steps: inout Int) -> Bool {
    guard holds(path, rule.prefix, at: 0, &steps) else { return false }
    var position = rule.prefix.count
    if rule.isExact { return path.count == position }
    for index in rule.floating {
      guard let end = end(of: pieces.span[Int(index)], in: path, from: position, &steps) else {
        return false
      }
      position = end
    }
    // Without a suffix all is found: `*$` is the same as `*`.
    let start = path.count - rule.suffix.count
    return start >= position && holds(path, rule.suffix, at: start, &steps)
  }

  private func holds(
    _ path: Span<UInt8>, _ piece: Range<Int32>, at start: Int, _ steps: inout Int
  ) -> Bool {
    guard path.count - start >= piece.count else { return false }
    let octets = octets.span
    for offset in 0..<piece.count {
      steps += 1
      if path[start + offset] != octets[Int(piece.lowerBound) + offset] { return false }
    }
    return true
  }

  /// The end of the leftmost occurrence of a piece in `path` that starts at `start` or behind it.
  private func end(
    of piece: Piece, in path: Span<UInt8>, from start: Int, _ steps: inout Int
  ) -> Int? {
    let (octets, borders) = (octets.span, borders.span)
    let (text, first) = (Int(piece.octets.lowerBound), Int(piece.borders))
    guard path.count - start >= piece.octets.count else { return nil }
    let opening = octets[text]
    var matched = 0
    var position = start
    defer { steps += position - start }
    while position < path.count {
      if matched == 0 {
        while position < path.count, path[position] != opening { position += 1 }
        guard position < path.count else { return nil }
      }
      let byte = path[position]
      while matched > 0, byte != octets[text + matched] {
        steps += 1
        matched = Int(borders[first + matched - 1])
      }
      if byte == octets[text + matched] { matched += 1 }
      position += 1
      if matched == piece.octets.count { return position }
    }
    return nil
  }
}
