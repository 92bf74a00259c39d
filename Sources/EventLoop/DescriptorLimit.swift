private import CLinux

/// How many descriptors this process may have open.
package enum DescriptorLimit {
  /// Raises the limit as far as the system lets this process by itself: each connection is one.
  ///
  /// - Returns: the limit that holds now.
  @discardableResult
  package static func raise() -> UInt64 {
    let hard = orb_limit_hard(Int32(ORB_RLIMIT_NOFILE))
    let soft = orb_limit_soft(Int32(ORB_RLIMIT_NOFILE))
    guard soft < hard, orb_limit(Int32(ORB_RLIMIT_NOFILE), hard, hard) == 0 else { return soft }
    return hard
  }
}
