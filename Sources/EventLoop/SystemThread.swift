private import CLinux
import Glibc
private import Synchronization

/// A thread of the operating system, which may block as it likes: Swift's own threads must not.
package final class SystemThread: Sendable {
  /// Nil once somebody has joined it.
  private let handle: Mutex<pthread_t?>

  /// What the thread is to do, on its way to it.
  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      (self.name, self.body) = (name, body)
    }

    func run() {
      _ = unsafe orb_name_thread(name)
      body()
    }
  }

  /// Starts a thread.
  ///
  /// - Parameters:
  ///   - name: as `top -H` shows it, at most 15 bytes.
  ///   - body: its whole life.
  /// - Throws: `SystemError` when the system has no more threads.
  package init(named name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    var handle = pthread_t()
    let context = unsafe Unmanaged.passRetained(Start(name: name, body: body))
    let code = unsafe pthread_create(&handle, nil, Self.run, context.toOpaque())
    guard code == 0 else {
      unsafe context.release()
      throw SystemError("pthread_create", errno: code)
    }
    self.handle = Mutex(handle)
  }

  deinit { if let handle = handle.withLock({ $0 }) { pthread_detach(handle) } }

  /// Waits for the thread's end, the first time that it is called. Must not be called on it.
  package func join() {
    if let handle = handle.withLock({ $0.take() }) { _ = pthread_join(handle, nil) }
  }

  /// The entry point: no closure of a method, which would inherit an actor.
  private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    context in
    if let context = unsafe context {
      unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
  }
}
