/// Rules as bytes, for a host that nobody asks for a while: a tenth of what they take compiled.
///
/// Little-endian numbers of seven bits a byte (LEB128): whether all is refused, whom the group speaks to
/// and its lines, both pauses in microseconds, and of each rule its line, whether it allows, and its value.
/// What the file says of sitemaps is left out: it was read when the file came.
extension RobotsRules {
  /// Bytes of memory that the rules take, about.
  package var memory: Int { table.memory + 160 }

  /// Whether they allow everything, at any pace.
  package var saysNothing: Bool { !refusesAll && table.isEmpty && pause == nil }

  /// O(n).
  package var packed: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(number: refusesAll ? 1 : 0)
    let (whom, lines) =
      switch audience {
      case .nobody: (0, [Int]())
      case .everybody(let lines): (1, lines)
      case .named(let lines): (2, lines)
      }
    bytes.append(number: whom)
    bytes.append(number: lines.count)
    for line in lines { bytes.append(number: line) }
    for pause in [crawlDelay, requestRate] {
      bytes.append(number: pause.map { Int($0 / .microseconds(1)) + 1 } ?? 0)
    }
    for rule in table.lines {
      bytes.append(number: rule.line << 1 | (rule.isAllow ? 1 : 0))
      bytes.append(number: rule.value.count)
      bytes += rule.value
    }
    return bytes
  }

  /// What `packed` was made of, read the standard way. O(n log n).
  package init(packed bytes: [UInt8]) {
    var rest = bytes[...]
    let refusesAll = rest.takeNumber() == 1
    let whom = rest.takeNumber()
    let lines = (0..<rest.takeNumber()).map { _ in rest.takeNumber() }
    let pauses = (0..<2).map { _ in rest.takeNumber() }
    var rules: [RobotsRule] = []
    while !rest.isEmpty {
      let head = rest.takeNumber()
      let count = rest.takeNumber()
      rules += RobotsRule.rules(
        isAllow: head & 1 == 1, line: head >> 1, value: Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    self.init(
      table: RobotsRuleTable(rules, reading: .standard), refusesAll: refusesAll, reading: .standard,
      audience: whom == 0 ? .nobody : whom == 1 ? .everybody(lines: lines) : .named(lines: lines),
      crawlDelay: pauses[0] == 0 ? nil : .microseconds(pauses[0] - 1),
      requestRate: pauses[1] == 0 ? nil : .microseconds(pauses[1] - 1))
  }
}

extension [UInt8] {
  fileprivate mutating func append(number: Int) {
    var rest = UInt(number)
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}

extension ArraySlice<UInt8> {
  fileprivate mutating func takeNumber() -> Int {
    var (number, shift) = (UInt(0), UInt(0))
    while let byte = popFirst() {
      number |= UInt(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
    }
    return Int(number)
  }
}
