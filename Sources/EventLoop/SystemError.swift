import Glibc

/// A system call that failed: which one, with what errno.
package struct SystemError: Error, CustomStringConvertible, Hashable {
  /// The call, with what it was for: `epoll_ctl(ADD)`.
  package let call: String
  /// The value of errno right after the call.
  package let errno: Int32

  package init(_ call: String, errno: Int32 = Glibc.errno) {
    self.call = call
    self.errno = errno
  }

  package var description: String {
    let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "errno \(errno)"
    return "\(call): \(reason)"
  }

  /// Throws when a call returned -1, and returns its result otherwise.
  @discardableResult
  package static func check<Result: FixedWidthInteger>(
    _ result: Result, _ call: @autoclosure () -> String
  ) throws(SystemError) -> Result {
    guard result != -1 else {
      let code = Glibc.errno
      throw SystemError(call(), errno: code)
    }
    return result
  }
}
