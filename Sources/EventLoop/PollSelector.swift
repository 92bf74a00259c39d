private import CLinux
import Glibc

/// The selector on poll(2): any descriptor, but each wait costs O(watched), in the kernel and here.
final class PollSelector: Selector {
  /// What poll is handed, with no order.
  private var watched: [pollfd] = []
  /// The tokens of those, at the same places.
  private var tokens: [UInt64] = []
  /// The place of each descriptor among the watched ones; -1 for one that is not.
  private var places: [Int] = []
  private var found: [ReadyEvent] = []

  func register(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError) {
    let isWatched = place(of: descriptor) != nil
    if let refusal = SystemError.refusal(descriptor, isWatched: isWatched, by: "poll") {
      throw refusal
    }
    let number = Int(descriptor)
    if number >= places.count {
      places.append(contentsOf: repeatElement(-1, count: number + 1 - places.count))
    }
    places[number] = watched.count
    watched.append(pollfd(fd: descriptor, events: Self.events(interest), revents: 0))
    tokens.append(token)
  }

  func modify(_ descriptor: Int32, for interest: Readiness, token: UInt64) throws(SystemError) {
    guard let place = place(of: descriptor) else {
      throw SystemError("poll(modify, fd \(descriptor))", errno: ENOENT)
    }
    watched[place].events = Self.events(interest)
    tokens[place] = token
  }

  func unregister(_ descriptor: Int32) {
    if let place = place(of: descriptor) { forget(at: place) }
  }

  func select(
    milliseconds: Int32, _ ready: (_ token: UInt64, _ readiness: Readiness) -> Void
  ) throws(SystemError) {
    let count = unsafe Glibc.poll(&watched, nfds_t(watched.count), milliseconds)
    guard count != -1 else {
      let code = errno
      guard code == EINTR else { throw SystemError("poll", errno: code) }
      return
    }
    collect(Int(count))
    for index in found.indices { ready(found[index].token, found[index].readiness) }
  }

  /// Takes out what poll found. Handlers may change what is watched, so none runs meanwhile.
  private func collect(_ count: Int) {
    found.removeAll(keepingCapacity: true)
    var (left, place) = (count, 0)
    while left > 0 && place < watched.count {
      let flags = Int32(watched[place].revents)
      if flags != 0 { left -= 1 }
      if flags & POLLNVAL != 0 {
        // It was closed. The last one moves here, and is looked at next.
        forget(at: place)
        continue
      }
      if flags != 0 {
        found.append(ReadyEvent(token: tokens[place], readiness: Self.readiness(flags)))
      }
      place += 1
    }
  }

  private func place(of descriptor: Int32) -> Int? {
    let number = Int(descriptor)
    guard places.indices.contains(number), places[number] >= 0 else { return nil }
    return places[number]
  }

  /// Closes the gap with the last one.
  private func forget(at place: Int) {
    places[Int(watched[place].fd)] = -1
    let (last, token) = (watched.removeLast(), tokens.removeLast())
    guard place < watched.count else { return }
    (watched[place], tokens[place]) = (last, token)
    places[Int(last.fd)] = place
  }

  private static func events(_ interest: Readiness) -> Int16 {
    var events: Int32 = 0
    if interest.contains(.readable) { events |= POLLIN }
    if interest.contains(.writable) { events |= POLLOUT }
    return Int16(events)
  }

  private static func readiness(_ flags: Int32) -> Readiness {
    var readiness: Readiness = []
    if flags & POLLIN != 0 { readiness.insert(.readable) }
    if flags & POLLOUT != 0 { readiness.insert(.writable) }
    if flags & (POLLERR | POLLHUP) != 0 { readiness.insert(.failed) }
    return readiness
  }
}
