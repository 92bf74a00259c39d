import Frontier

/// Holds a lease, which cannot be copied, where only what can be copied may stand.
final class LeaseBox {
  private var lease: Lease?

  init(_ lease: consuming Lease) { self.lease = consume lease }

  func open() -> Lease {
    guard let lease = lease.take() else { preconditionFailure("opened twice") }
    return lease
  }
}
