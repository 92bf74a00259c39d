/// Whether labels may be in a name: UTS 46, section 4.1, with CheckHyphens and UseSTD3ASCIIRules off,
/// CheckJoiners and CheckBidi on.
extension IDNATables {
  /// Criteria 1 and 4 to 8 for one label, which is not empty; `isNormal` where it is known to be in
  /// form C.
  func isValid(_ label: ArraySlice<UInt32>, isNormal: Bool) -> Bool {
    if !isNormal {
      var normal = Array(label)
      normalize(&normal)
      guard normal.elementsEqual(label) else { return false }
    }
    guard !label.starts(with: Self.prefix), !label.contains(0x2E) else { return false }
    if let first = label.first, first >= 0x300, properties(of: first).isMark { return false }
    for point in label {
      guard case .valid = mapping(of: point) else { return false }
    }
    return label.indices.allSatisfy { hasItsContext($0, in: label) }
  }

  /// `xn--`.
  static let prefix: [UInt32] = [0x78, 0x6E, 0x2D, 0x2D]

  /// RFC 5892, appendices A.1 and A.2: the zero width (non-)joiners stand where they change something.
  private func hasItsContext(_ place: Int, in label: ArraySlice<UInt32>) -> Bool {
    let point = label[place]
    guard point == 0x200C || point == 0x200D else { return true }
    if place > label.startIndex, properties(of: label[place - 1]).isVirama { return true }
    guard point == 0x200C else { return false }
    let before = joining(of: label[..<place].reversed())
    let after = joining(of: label[(place + 1)...])
    return (before == .left || before == .dual) && (after == .right || after == .dual)
  }

  /// The joining type of the first that is not transparent.
  private func joining(of points: some Sequence<UInt32>) -> IDNAProperties.Joining {
    for point in points {
      let type = properties(of: point).joining
      if type != .transparent { return type }
    }
    return .none
  }

  // MARK: The Bidi rule

  /// Whether the name is a Bidi domain name (RFC 5893, section 1.4).
  func isBidi(_ name: [UInt32]) -> Bool {
    name.contains { point in
      guard point >= 0x590 else { return false }
      switch properties(of: point).direction {
      case .right, .arabicLetter, .arabicNumber: return true
      default: return false
      }
    }
  }

  /// RFC 5893, section 2, for a label of a Bidi domain name.
  func obeysBidiRule(_ label: ArraySlice<UInt32>) -> Bool {
    let directions = label.map { properties(of: $0).direction }
    guard let first = directions.first, let last = directions.last(where: { $0 != .nonspacingMark })
    else { return label.isEmpty }
    switch first {
    case .left:
      return directions.allSatisfy { Self.isInLeftToRight($0) }
        && (last == .left || last == .europeanNumber)
    case .right, .arabicLetter:
      let hasBoth = directions.contains(.europeanNumber) && directions.contains(.arabicNumber)
      return !hasBoth && directions.allSatisfy { Self.isInRightToLeft($0) }
        && [.right, .arabicLetter, .europeanNumber, .arabicNumber].contains(last)
    default: return false
    }
  }

  private static func isInLeftToRight(_ direction: IDNAProperties.Direction) -> Bool {
    switch direction {
    case .left, .europeanNumber, .europeanSeparator, .commonSeparator, .europeanTerminator,
      .otherNeutral, .boundaryNeutral, .nonspacingMark:
      true
    case .right, .arabicLetter, .arabicNumber, .other: false
    }
  }

  private static func isInRightToLeft(_ direction: IDNAProperties.Direction) -> Bool {
    direction != .left && direction != .other
  }
}
