/// What a descriptor is watched for, and what it was found ready for.
package struct Readiness: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// There is something to read, or the peer closed.
  package static let readable = Readiness(rawValue: 1 << 0)
  /// There is room to write.
  package static let writable = Readiness(rawValue: 1 << 1)
  /// An error or a hang-up; reported without being asked for. select cannot tell: what has one is
  /// readable to it, and after an error writable too.
  package static let failed = Readiness(rawValue: 1 << 2)
}
