private import CLinux
import Glibc

/// The selector on epoll(7): the cost of a wait grows with the ready descriptors only.
@safe final class EpollSelector: Selector {
  private let epoll: Int32
  private var events: [epoll_event]

  init() throws(SystemError) {
    epoll = try SystemError.check(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1")
    unsafe events = Array(repeating: epoll_event(), count: 64)
  }

  deinit { close(epoll) }

  func register(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError) {
    try control(ORB_EPOLL_ADD, descriptor, interest, token)
  }

  func modify(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError) {
    try control(ORB_EPOLL_MODIFY, descriptor, interest, token)
  }

  func unregister(_ descriptor: Int32) {
    _ = orb_epoll_ctl(epoll, Int32(ORB_EPOLL_DELETE), descriptor, 0, 0)
  }

  private func control(
    _ operation: some BinaryInteger, _ descriptor: Int32, _ interest: Readiness, _ token: UInt64
  ) throws(SystemError) {
    var mask: UInt32 = 0
    if interest.contains(.readable) { mask |= UInt32(ORB_EPOLLIN) }
    if interest.contains(.writable) { mask |= UInt32(ORB_EPOLLOUT) }
    let result = orb_epoll_ctl(epoll, Int32(operation), descriptor, mask, token)
    try SystemError.check(result, "epoll_ctl(\(operation), fd \(descriptor))")
  }

  func select(
    milliseconds: Int32, _ ready: (_ token: UInt64, _ readiness: Readiness) -> Void
  ) throws(SystemError) {
    let count = unsafe epoll_wait(epoll, &events, Int32(events.count), milliseconds)
    if count == -1 {
      let code = errno
      guard code == EINTR else { throw SystemError("epoll_wait", errno: code) }
      return
    }
    for index in 0..<Int(count) {
      let mask = unsafe events[index].events
      ready(unsafe orb_epoll_data(&events[index]), Self.readiness(mask))
    }
    // A full array means that more may be waiting: the next wait should see them in one go.
    if unsafe Int(count) == events.count && events.count < 4096 {
      unsafe events.append(contentsOf: Array(repeating: epoll_event(), count: events.count))
    }
  }

  private static func readiness(_ mask: UInt32) -> Readiness {
    var readiness: Readiness = []
    if mask & UInt32(ORB_EPOLLIN) != 0 { readiness.insert(.readable) }
    if mask & UInt32(ORB_EPOLLOUT) != 0 { readiness.insert(.writable) }
    if mask & UInt32(ORB_EPOLLERR | ORB_EPOLLHUP) != 0 { readiness.insert(.failed) }
    return readiness
  }
}
