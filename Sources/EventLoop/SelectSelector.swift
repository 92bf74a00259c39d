import Glibc

/// The selector on select(2): descriptors below 1,024 only, and each wait costs O(highest one).
///
/// select knows no errors and no hang-ups of their own: a descriptor that has one shows as readable,
/// and after an error as writable too, where it is watched for that. Watched for nothing, it shows
/// nothing.
final class SelectSelector: Selector {
  /// All that are watched, if only for nothing.
  private var watched = DescriptorSet()
  private var readable = DescriptorSet()
  private var writable = DescriptorSet()
  /// By descriptor.
  private var tokens = [UInt64](repeating: 0, count: Int(FD_SETSIZE))
  /// One more than the highest that is watched.
  private var width: Int32 = 0
  private var found: [ReadyEvent] = []

  func register(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError) {
    try SelectorKind.select.admit(descriptor)
    let isWatched = isWatched(descriptor)
    if let refusal = SystemError.refusal(descriptor, isWatched: isWatched, by: "select") {
      throw refusal
    }
    watched[descriptor] = true
    width = max(width, descriptor + 1)
    set(descriptor, interest, token)
  }

  func modify(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError) {
    guard isWatched(descriptor) else {
      throw SystemError("select(modify, fd \(descriptor))", errno: ENOENT)
    }
    set(descriptor, interest, token)
  }

  func unregister(_ descriptor: Int32) {
    guard isWatched(descriptor) else { return }
    watched[descriptor] = false
    set(descriptor, [], 0)
    if descriptor + 1 == width { width = watched.width }
  }

  func select(
    milliseconds: Int32, _ ready: (_ token: UInt64, _ readiness: Readiness) -> Void
  ) throws(SystemError) {
    var (read, write) = (readable, writable)
    var count = wait(milliseconds, &read, &write)
    // A descriptor that was closed makes the whole call fail, at once. Each round forgets one at least.
    while count == -1 && errno == EBADF && forgetClosed() {
      (read, write) = (readable, writable)
      count = wait(milliseconds, &read, &write)
    }
    guard count != -1 else {
      let code = errno
      guard code == EINTR || code == EBADF else { throw SystemError("select", errno: code) }
      return
    }
    found.removeAll(keepingCapacity: true)
    if count > 0 { collect(read, write) }
    for index in found.indices { ready(found[index].token, found[index].readiness) }
  }

  private func wait(
    _ milliseconds: Int32, _ read: inout DescriptorSet, _ write: inout DescriptorSet
  ) -> Int32 {
    unsafe read.withPointer { read in
      unsafe write.withPointer { write in
        guard milliseconds >= 0 else { return unsafe Glibc.select(width, read, write, nil, nil) }
        var time = timeval(
          tv_sec: Int(milliseconds / 1000), tv_usec: Int(milliseconds % 1000) * 1000)
        return unsafe Glibc.select(width, read, write, nil, &time)
      }
    }
  }

  /// Takes out what select found. Handlers may change what is watched, so none runs meanwhile.
  private func collect(_ read: DescriptorSet, _ write: DescriptorSet) {
    let words = (Int(width) + DescriptorSet.wordSize - 1) / DescriptorSet.wordSize
    for index in 0..<words {
      let (toRead, toWrite) = (read[word: index], write[word: index])
      var left = toRead | toWrite
      while left != 0 {
        let bit = left & (~left + 1)
        var readiness: Readiness = []
        if toRead & bit != 0 { readiness.insert(.readable) }
        if toWrite & bit != 0 { readiness.insert(.writable) }
        let descriptor = index * DescriptorSet.wordSize + left.trailingZeroBitCount
        found.append(ReadyEvent(token: tokens[descriptor], readiness: readiness))
        left ^= bit
      }
    }
  }

  /// - Returns: whether one was found. None is where another thread has taken the number meanwhile.
  private func forgetClosed() -> Bool {
    var hasFound = false
    for descriptor in 0..<width where isWatched(descriptor) && fcntl(descriptor, F_GETFD) == -1 {
      unregister(descriptor)
      hasFound = true
    }
    return hasFound
  }

  private func isWatched(_ descriptor: Int32) -> Bool {
    0 <= descriptor && descriptor < width && watched[descriptor]
  }

  private func set(_ descriptor: Int32, _ interest: Readiness, _ token: UInt64) {
    readable[descriptor] = interest.contains(.readable)
    writable[descriptor] = interest.contains(.writable)
    tokens[Int(descriptor)] = token
  }
}
