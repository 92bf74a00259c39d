/// One distinct link of a page, or one seed. Its text stands in an array that it shares with others.
package struct LinkFact: Sendable, Equatable {
  /// The keyed fingerprint of the canonical URL.
  package var fingerprint: UInt64
  /// The keyed fingerprint of its origin, `scheme://host[:port]`.
  package var originFingerprint: UInt64
  /// Where its text starts in the array of texts.
  package var textOffset: UInt32
  /// Bytes of its text.
  package var textLength: UInt32
  /// Bytes of the origin at the start of its text.
  package var originLength: UInt16
  /// How often the page has this link; stays at 65,535 when there are more.
  package var count: UInt16
  /// What kind of link it is.
  package var kind: LinkKind
  /// Its `rel` tokens.
  package var relation: LinkRelation

  package init(
    fingerprint: UInt64, originFingerprint: UInt64, textOffset: UInt32, textLength: UInt32,
    originLength: UInt16, count: UInt16, kind: LinkKind, relation: LinkRelation
  ) {
    self.fingerprint = fingerprint
    self.originFingerprint = originFingerprint
    self.textOffset = textOffset
    self.textLength = textLength
    self.originLength = originLength
    self.count = count
    self.kind = kind
    self.relation = relation
  }

  /// Its part of the array of texts.
  package var textRange: Range<Int> { Int(textOffset)..<Int(textOffset) + Int(textLength) }
}
