/// A coroutine that waits for something that a callback will bring.
///
/// Must be resumed exactly once, on any thread; the coroutine then goes on wherever it is isolated.
/// A value to keep in a list, so that the bookkeeping of who waits can be tested without tasks.
@safe package struct Waiter<Value: Sendable>: Sendable {
  private let continuation: UnsafeContinuation<Value, Never>

  /// Suspends the caller, and hands its waiter to `keep`, which runs before anything else does.
  package static func suspend(
    isolation: isolated (any Actor)? = #isolation, _ keep: (Waiter) -> Void
  ) async -> Value {
    await unsafe withUnsafeContinuation(isolation: isolation) { continuation in
      keep(unsafe Waiter(continuation: continuation))
    }
  }

  package func resume(returning value: Value) {
    unsafe continuation.resume(returning: value)
  }
}

extension Waiter where Value == Void {
  package func resume() { resume(returning: ()) }
}
