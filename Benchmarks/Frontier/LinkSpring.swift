import WebURL

/// Links without end: the n-th URL is the same whenever it is asked for.
struct LinkSpring {
  let hosts: Int
  private(set) var links: [LinkFact] = []
  private(set) var text: [UInt8] = []
  private var state: UInt64 = 1

  init(hosts: Int) { self.hosts = hosts }

  mutating func removeAll() {
    links.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
  }

  /// A number below a bound, by SplitMix64.
  mutating func draw(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Int(Self.mix(state).multipliedFullWidth(by: UInt64(bound)).high)
  }

  private static func mix(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  /// The host of a URL: the first ones come once each, so that hosts are met one after the other.
  func host(of number: Int) -> Int {
    number < hosts ? number : Int(Self.mix(UInt64(number)) % UInt64(hosts))
  }

  static func fingerprint(of number: Int) -> UInt64 { mix(UInt64(number) &* 2 &+ 1) }

  static func originFingerprint(of host: Int) -> UInt64 { mix(UInt64(host) &* 2 &+ 2) }

  mutating func add(_ number: Int) {
    let start = text.count
    let host = host(of: number)
    append("https://www.host-")
    append(host)
    append(".example")
    let originLength = text.count - start
    append("/library/section-")
    append(number % 977)
    append("/page-")
    append(number)
    append(".html")
    links.append(
      LinkFact(
        fingerprint: Self.fingerprint(of: number),
        originFingerprint: Self.originFingerprint(of: host), textOffset: UInt32(start),
        textLength: UInt32(text.count - start), originLength: UInt16(originLength), count: 1,
        kind: .anchor, relation: []))
  }

  private mutating func append(_ word: StaticString) {
    unsafe text.append(
      contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  private mutating func append(_ number: Int) {
    let start = text.count
    var rest = number
    repeat {
      text.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    text[start...].reverse()
  }
}
