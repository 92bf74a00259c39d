import CLinux

/// A spill file that cannot be made, written or read.
package struct SpillError: Error, CustomStringConvertible, Hashable, Sendable {
  /// What failed, and in which folder.
  package let action: String
  /// The value of errno right after the call; 0 where fewer bytes came than were written.
  package let errno: Int32

  init(_ action: String, errno: Int32 = SpillError.lastErrno) {
    self.action = action
    self.errno = errno
  }

  static var lastErrno: Int32 { unsafe __errno_location().pointee }

  /// Whether there was no room.
  package var isDiskFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(errno) }

  package var description: String {
    let reason = errno == 0 ? "the file is cut short" : unsafe String(cString: strerror(errno))
    return "\(action): \(reason)"
  }
}
