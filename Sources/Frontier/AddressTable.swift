import HeapModule
import WebURL

/// The IP addresses that hosts were found at: what is under way there, when the next request may
/// start, and which hosts wait for that.
///
/// Hosts that share an address queue up behind it, so that a thousand of them cost one wake-up for
/// each request and not a thousand. Numbers of addresses are from 1; 0 is none.
struct AddressTable {
  private struct Address {
    /// No request may start earlier.
    var nextAllowed: ContinuousClock.Instant
    var inFlight: UInt16 = 0
    /// Whether a wake-up stands for it.
    var isArmed = false
    /// The queue of hosts, linked by `HostState.nextAtAddress`; numbers are one more than indices.
    var firstHost: UInt32 = 0
    var lastHost: UInt32 = 0
  }

  private struct WakeUp: Comparable {
    let at: ContinuousClock.Instant
    let address: UInt32

    static func < (left: WakeUp, right: WakeUp) -> Bool {
      (left.at, left.address) < (right.at, right.address)
    }
  }

  private let limit: UInt16
  private var numbers: [ServerAddress: UInt32] = [:]
  private var addresses = ChunkedArray<Address>()
  private var wakeUps = Heap<WakeUp>()

  /// - Parameter limit: requests that may be under way at one address.
  init(limit: Int) { self.limit = UInt16(clamping: limit) }

  /// Bytes of memory in use, about.
  var memory: Int {
    addresses.capacity * MemoryLayout<Address>.stride
      + numbers.capacity * (MemoryLayout<(ServerAddress, UInt32)>.stride + 1)
      + wakeUps.count * MemoryLayout<WakeUp>.stride
  }

  /// The number of an address, found or given. O(1).
  mutating func number(
    of address: ServerAddress, now: ContinuousClock.Instant
  ) -> UInt32 {
    if let number = numbers[address] { return number }
    addresses.append(Address(nextAllowed: now))
    let number = UInt32(addresses.count)
    numbers[address] = number
    return number
  }

  /// Whether a request may start there now; always at no address.
  func admits(_ number: UInt32, now: ContinuousClock.Instant) -> Bool {
    guard number != 0 else { return true }
    let address = addresses[Int(number) - 1]
    return address.inFlight < limit && address.nextAllowed <= now
  }

  /// Notes the start of a request.
  mutating func begin(_ number: UInt32) {
    if number != 0 { addresses[Int(number) - 1].inFlight += 1 }
  }

  /// Notes the end of requests.
  mutating func end(_ number: UInt32, _ count: UInt16 = 1) {
    if number != 0 { addresses[Int(number) - 1].inFlight -= count }
  }

  /// Leaves an address alone until a time.
  mutating func rest(_ number: UInt32, until time: ContinuousClock.Instant) {
    guard number != 0 else { return }
    addresses[Int(number) - 1].nextAllowed = max(addresses[Int(number) - 1].nextAllowed, time)
  }

  // MARK: Waiting

  /// When the next address with hosts that wait has its time.
  var nextWakeUp: ContinuousClock.Instant? { wakeUps.min?.at }

  /// Takes out an address whose time has come.
  mutating func popDue(now: ContinuousClock.Instant) -> UInt32? {
    guard let first = wakeUps.min, first.at <= now else { return nil }
    wakeUps.removeMin()
    addresses[Int(first.address) - 1].isArmed = false
    return first.address
  }

  /// Puts a host at the end of an address's queue.
  mutating func park(_ host: Int, at number: UInt32, in hosts: inout ChunkedArray<HostState>) {
    hosts[host].nextAtAddress = 0
    let last = addresses[Int(number) - 1].lastHost
    if last == 0 {
      addresses[Int(number) - 1].firstHost = UInt32(host + 1)
    } else {
      hosts[Int(last) - 1].nextAtAddress = UInt32(host + 1)
    }
    addresses[Int(number) - 1].lastHost = UInt32(host + 1)
  }

  /// Takes the first host that waits, if a request may start now; else sees to a wake-up, unless the
  /// end of a request is the time.
  mutating func unpark(
    _ number: UInt32, now: ContinuousClock.Instant, in hosts: inout ChunkedArray<HostState>
  ) -> Int? {
    guard number != 0 else { return nil }
    let address = addresses[Int(number) - 1]
    guard address.firstHost != 0, address.inFlight < limit else { return nil }
    guard address.nextAllowed <= now else {
      if !address.isArmed {
        addresses[Int(number) - 1].isArmed = true
        wakeUps.insert(WakeUp(at: address.nextAllowed, address: number))
      }
      return nil
    }
    let host = Int(address.firstHost) - 1
    addresses[Int(number) - 1].firstHost = hosts[host].nextAtAddress
    if hosts[host].nextAtAddress == 0 { addresses[Int(number) - 1].lastHost = 0 }
    return host
  }
}
