/// How the hosts of one server, which all listen on one port, are told apart.
package enum HostNaming: Sendable, Hashable {
  /// Host n has the address 127.0.(n / 250).(n % 250 + 1): host 0 is 127.0.0.1, host 250 is
  /// 127.0.1.1. Nothing has to be resolved.
  case loopbackAddresses
  /// Host n is called `host-n.test`; all of them listen on 127.0.0.1, and the `Host` header or an
  /// absolute request target (as sent to a proxy) says which one is meant.
  case hostHeader

  /// How many hosts can have names.
  package var limit: Int {
    switch self {
    case .loopbackAddresses: 1_000
    case .hostHeader: 1_000_000
    }
  }

  /// The name of a host as it stands in URLs, without the port.
  package func name(ofHost number: Int) -> String {
    switch self {
    case .loopbackAddresses: "127.0.\(number / 250).\(number % 250 + 1)"
    case .hostHeader: "host-\(number).test"
    }
  }

  /// The number of the host with this name, which may have a port; `nil` where no host can be
  /// called that.
  package func host(named authority: Span<UInt8>) -> Int? {
    var numbers: [Int] = []
    var isInNumber = false
    for index in authority.indices {
      let byte = authority[index]
      if byte == UInt8(ascii: ":") { break }
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      if isDigit {
        let last = isInNumber ? numbers.removeLast() : 0
        guard last < 1_000_000 else { return nil }
        numbers.append(last * 10 + Int(byte - UInt8(ascii: "0")))
      }
      isInNumber = isDigit
    }
    guard let number = hostNumber(of: numbers), names(authority, name(ofHost: number)) else {
      return nil
    }
    return number
  }

  private func hostNumber(of numbers: [Int]) -> Int? {
    switch self {
    case .loopbackAddresses:
      guard numbers.count == 4, numbers[3] >= 1, numbers[2] < 4 else { return nil }
      return numbers[2] * 250 + numbers[3] - 1
    case .hostHeader: return numbers.count == 1 ? numbers[0] : nil
    }
  }

  /// Whether an authority says this name, with or without a port; letters may be of either case.
  private func names(_ authority: Span<UInt8>, _ name: String) -> Bool {
    var index = 0
    for byte in name.utf8 {
      guard index < authority.count, authority[index].asciiLowercased == byte else { return false }
      index += 1
    }
    return index == authority.count || authority[index] == UInt8(ascii: ":")
  }
}

extension UInt8 {
  /// The byte with A to Z made a to z.
  var asciiLowercased: UInt8 {
    self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
  }
}
