import Glibc
import Synchronization

/// Whether somebody asked a comparison to end, and which of its runs has to hear of it. Any thread.
final class Interruption: Sendable {
  private struct State {
    var isRequested = false
    /// The process group of the run.
    var group: Int32?
  }

  private let state = Mutex(State())

  var isRequested: Bool { state.withLock { $0.isRequested } }

  /// Asks, and hands the request on to the run that is under way.
  func request() {
    state.withLock { state in
      state.isRequested = true
      if let group = state.group { kill(-group, SIGINT) }
    }
  }

  /// A run began: its process leads a group.
  func began(_ process: Int32) {
    state.withLock { state in
      state.group = process
      if state.isRequested { kill(-process, SIGINT) }
    }
  }

  /// The run is about to be waited for; after that its number may be another's.
  func ended() { state.withLock { $0.group = nil } }
}
