/// The kernel's side of the loop: which of many descriptors are ready.
///
/// A backend remembers a token for each descriptor and hands it back with each event, so that the
/// loop can tell an event of a descriptor that was closed and reused from one of its successor.
/// Level-triggered: what stays ready is reported again.
protocol Selector: AnyObject {
  /// Begins to watch a descriptor that is not watched yet.
  func register(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError)

  /// Changes what a watched descriptor is watched for.
  func modify(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError)

  /// Stops watching; a descriptor that is closed already is no error.
  func unregister(_ descriptor: Int32)

  /// Waits until something is ready or the time is over.
  ///
  /// - Parameters:
  ///   - milliseconds: how long to wait; 0 polls, -1 waits for ever.
  ///   - ready: called once for each event, with its token.
  func select(
    milliseconds: Int32, _ ready: (_ token: UInt64, _ readiness: Readiness) -> Void
  ) throws(SystemError)
}
