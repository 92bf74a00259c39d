import Glibc

/// The system calls by which a loop can wait for its descriptors.
package enum SelectorKind: String, CaseIterable, Sendable {
  /// epoll(7): a wait costs O(ready).
  case epoll
  /// poll(2): a wait costs O(watched).
  case poll
  /// select(2): a wait costs O(highest descriptor), and descriptors from 1,024 on cannot be watched.
  case select

  /// The best that this system has: on Linux that is always epoll.
  package static var best: SelectorKind { .epoll }

  /// The first descriptor that is too high to be watched; nil where any can be.
  package var descriptorLimit: Int? { self == .select ? Int(FD_SETSIZE) : nil }

  /// - Throws: `SystemError` when descriptors have run out.
  package func makeSelector() throws(SystemError) -> sending any Selector {
    switch self {
    case .epoll: try EpollSelector()
    case .poll: PollSelector()
    case .select: SelectSelector()
    }
  }

  /// Looks, before anything is done with a descriptor, whether it could be watched at all.
  ///
  /// - Throws: `SystemError` (EMFILE: closing others helps) when its number is too high.
  package func admit(_ descriptor: Int32) throws(SystemError) {
    guard let limit = descriptorLimit, Int(descriptor) >= limit else { return }
    throw SystemError(
      "\(rawValue) cannot watch descriptor \(descriptor), only those below \(limit)", errno: EMFILE)
  }
}
