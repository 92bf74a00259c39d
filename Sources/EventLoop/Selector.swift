import Glibc

/// The kernel's side of the loop: which of many descriptors are ready.
///
/// A backend remembers a token for each descriptor and hands it back with each event, so that the
/// loop can tell an event of a descriptor that was closed and reused from one of its successor: what
/// a wait found is delivered even where a handler of the same batch stopped watching it, or watches
/// it anew, but always with the token of the time of the wait. Level-triggered: what stays ready is
/// reported again.
///
/// Stop watching a descriptor before it is closed. One that was closed all the same is forgotten, and
/// no event of it reported; but where its number is in use again by then, poll and select watch what
/// has the number now, with the token of old.
///
/// Not thread-safe. A handler may call anything but `select`.
package protocol Selector: AnyObject {
  /// Begins to watch a descriptor that is not watched yet.
  ///
  /// - Parameters:
  ///   - interest: what to report. A descriptor watched for nothing still reports errors and hang-ups,
  ///     where the selector can tell; select cannot.
  ///   - token: handed back with each event.
  /// - Throws: `SystemError` for a descriptor that is watched already (EEXIST), is not open (EBADF), or
  ///   has a number that the selector cannot watch (EMFILE).
  func register(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError)

  /// Changes what a watched descriptor is watched for, and its token.
  ///
  /// - Throws: `SystemError` for a descriptor that is not watched (ENOENT).
  func modify(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError)

  /// Stops watching; a descriptor that is closed already, or not watched, is no error.
  func unregister(_ descriptor: Int32)

  /// Waits until something is ready, the time is over, or a signal came.
  ///
  /// - Parameters:
  ///   - milliseconds: how long to wait; 0 polls, -1 waits for ever.
  ///   - ready: called once for each event, with its token.
  /// - Throws: `SystemError` when the kernel has no memory for the wait.
  func select(
    milliseconds: Int32, _ ready: (_ token: UInt64, _ readiness: Readiness) -> Void
  ) throws(SystemError)
}

/// What a wait found, until it is delivered.
struct ReadyEvent {
  let token: UInt64
  let readiness: Readiness
}

extension SystemError {
  /// Why a descriptor cannot be registered; nil for one that is open and not watched.
  ///
  /// epoll's kernel side looks for itself; the others would find out in the next wait, or never.
  static func refusal(_ descriptor: Int32, isWatched: Bool, by call: String) -> SystemError? {
    if isWatched { return SystemError("\(call)(register, fd \(descriptor))", errno: EEXIST) }
    guard fcntl(descriptor, F_GETFD) != -1 else {
      return SystemError("\(call)(register, fd \(descriptor))")
    }
    return nil
  }
}
