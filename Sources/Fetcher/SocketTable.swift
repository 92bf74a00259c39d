import EventLoop
import Glibc

/// libcurl's sockets and its one timer, as the loop watches them.
///
/// When a transfer ends on a connection that stays open, libcurl gives the socket up and asks for it
/// again with the next transfer. The table leaves such a socket registered, and so spares two system
/// calls a page; an event on it meanwhile (the server closed it) takes it off the loop.
///
/// Lives on its fetcher's loop, like everything that libcurl calls.
final class SocketTable {
  private struct Watch {
    /// Made by our own open callback, so that our close callback will tell of its end.
    var isOurs = false
    /// What libcurl waits for; nil when it does not look at the socket at present.
    var wanted: Readiness?
    /// What the loop watches; nil when it does not.
    var armed: Readiness?
  }

  private let loop: EventLoop
  private var watches: [Watch] = []
  private var timer: TimerID?
  /// Who talks to libcurl when a socket is ready or the timer went off.
  weak var fetcher: Fetcher?

  init(loop: EventLoop) { self.loop = loop }

  /// Takes over a socket that was made for libcurl.
  ///
  /// - Throws: `SystemError` for one that the loop's selector could never watch.
  func opened(_ descriptor: Int32) throws(SystemError) {
    try loop.selector.admit(descriptor)
    update(descriptor) { $0 = Watch(isOurs: true) }
  }

  func close(_ descriptor: Int32) {
    if watch(descriptor).armed != nil { loop.unregister(descriptor) }
    update(descriptor) { $0 = Watch() }
    Glibc.close(descriptor)
  }

  /// - Parameter wanted: what libcurl waits for on a socket, or nil when it lets go of it.
  /// - Throws: `SystemError` when the socket cannot be watched.
  func want(_ wanted: Readiness?, on descriptor: Int32) throws(SystemError) {
    let current = watch(descriptor)
    update(descriptor) { $0.wanted = wanted }
    guard let wanted else {
      if !current.isOurs { disarm(descriptor) }
      return
    }
    guard current.armed != wanted else { return }
    try arm(descriptor, for: wanted, isArmed: current.armed != nil)
  }

  /// - Returns: whether libcurl wants to hear of this event.
  func isWanted(_ descriptor: Int32) -> Bool {
    if watch(descriptor).wanted != nil { return true }
    disarm(descriptor)
    return false
  }

  private func arm(
    _ descriptor: Int32, for wanted: Readiness, isArmed: Bool
  ) throws(SystemError) {
    do throws(SystemError) {
      if isArmed {
        try loop.modify(descriptor, for: wanted)
      } else {
        try loop.register(descriptor, for: wanted) { [weak fetcher] readiness in
          fetcher?.assumeIsolated { $0.ready(descriptor, readiness) }
        }
      }
      update(descriptor) { $0.armed = wanted }
    } catch {
      update(descriptor) { $0.armed = nil }
      throw error
    }
  }

  /// Has transfers end that wait for what cannot be watched: nobody would ever tell them.
  func endDeaf() {
    // libcurl forbids to be called from within its callback.
    _ = loop.schedule(at: .now) { [weak fetcher] in fetcher?.assumeIsolated { $0.endDeaf() } }
  }

  private func disarm(_ descriptor: Int32) {
    guard watch(descriptor).armed != nil else { return }
    loop.unregister(descriptor)
    update(descriptor) { $0.armed = nil }
  }

  private func watch(_ descriptor: Int32) -> Watch {
    let index = Int(descriptor)
    return index < watches.count ? watches[index] : Watch()
  }

  private func update(_ descriptor: Int32, _ change: (inout Watch) -> Void) {
    let index = Int(descriptor)
    while watches.count <= index { watches.append(Watch()) }
    change(&watches[index])
  }

  // MARK: The timer

  /// - Parameter milliseconds: from now; -1 for no timer.
  func setTimer(milliseconds: Int) {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard milliseconds >= 0 else { return }
    // libcurl forbids to be called from within its callback, even for a timer of 0.
    timer = loop.schedule(at: .now + .milliseconds(milliseconds)) { [weak fetcher] in
      fetcher?.assumeIsolated { $0.timedOut() }
    }
  }
}
