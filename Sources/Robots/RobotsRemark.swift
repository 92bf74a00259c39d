/// What there is to say about one line of a robots.txt, for whoever maintains it.
package struct RobotsRemark: Sendable, Hashable {
  /// The line, counted from 1.
  package let line: Int
  /// What the line is about; nil where it says nothing that is known.
  package let key: RobotsKey?
  /// Whether it has a key and a value, be they known or not.
  package let hasPair: Bool
  /// Whether the key is misspelt, but understood.
  package let isMisspelt: Bool
  /// Whether a blank stands in the place of the colon; understood, but not everywhere.
  package let lacksColon: Bool
  /// Whether it is too long, so that its end is not read.
  package let isCut: Bool
  /// Whether nothing but a comment stands in it, or nothing at all.
  package let isBlank: Bool
  package let hasComment: Bool
  /// Whether the comment begins with the line.
  package let isComment: Bool

  init(_ line: RobotsLine, number: Int) {
    self.line = number
    key = line.key
    hasPair = line.hasPair
    isMisspelt = line.isMisspelt
    lacksColon = line.lacksColon
    isCut = line.isCut
    isBlank = line.isBlank
    hasComment = line.hasComment
    isComment = line.isComment
  }

  /// One remark for each line of a file, as far as it is read. O(n).
  package static func all(in text: Span<UInt8>) -> [RobotsRemark] {
    var remarks: [RobotsRemark] = []
    RobotsLines.forEach(text) { range, number in
      remarks.append(RobotsRemark(RobotsLine(text, in: range), number: number))
    }
    return remarks
  }

  /// What is wrong with the line, in a few words; nil when nothing is.
  package var problem: String? {
    if isCut { return "too long: only its first \(RobotsLines.longestLine) bytes are read" }
    if isBlank { return nil }
    if !hasPair { return "neither a key and a value nor a comment: ignored" }
    guard let key else { return "not a key that is known: ignored" }
    if key == .unused { return "a key that this crawler does not use: ignored" }
    if isMisspelt { return "misspelt: read as \(key.rawValue)" }
    return lacksColon ? "no colon: read as \(key.rawValue)" : nil
  }
}
