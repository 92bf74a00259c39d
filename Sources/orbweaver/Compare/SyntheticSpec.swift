package import SyntheticWeb

/// A synthetic web as somebody writes it in one word: `hosts=4,pages=500,latency=50ms`. What is not
/// named is as `orbweaver web` has it.
package struct SyntheticSpec: Sendable, Equatable, CustomStringConvertible {
  package private(set) var shape = WebShape()

  /// Reads what somebody wrote.
  ///
  /// - Throws: `Misreading` that names the key, and all keys there are.
  package init(reading text: String) throws {
    var named: Set<Substring> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) where !text.isEmpty {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = Key(rawValue: String(parts[0])) else {
        throw Misreading(description: "there is no '\(parts[0])'; the keys are \(Key.list)")
      }
      guard named.insert(parts[0]).inserted else {
        throw Misreading(description: "'\(key.rawValue)' stands there twice")
      }
      guard parts.count == 2 else {
        throw Misreading(description: "write \(key.rawValue)=VALUE")
      }
      do {
        try key.take(String(parts[1]), into: &shape)
      } catch let misreading as Misreading {
        throw Misreading(description: "\(key.rawValue): \(misreading.description)")
      }
    }
  }

  /// How long each answer waits, in seconds.
  package var latency: Double { shape.latency.upperBound / .seconds(1) }

  /// The whole web in words that read as the same.
  package var description: String {
    Key.allCases.map { "\($0.rawValue)=\($0.text(of: shape))" }.joined(separator: ",")
  }

  private enum Key: String, CaseIterable {
    case hosts, pages, links, size, latency, seed

    static var list: String {
      let names = allCases.map(\.rawValue)
      return names.dropLast().joined(separator: ", ") + " and \(names[names.count - 1])"
    }

    func take(_ text: String, into shape: inout WebShape) throws {
      switch self {
      case .hosts: shape.hosts = try WebNumbers.hosts(text)
      case .pages: shape.pagesPerHost = try WebNumbers.pages(text)
      case .links: shape.linksPerPage = try WebNumbers.links(text)
      case .size: shape.bodyBytes = try WebNumbers.size(text).bytes
      case .latency:
        let latency = try TimeSpan(reading: text).duration
        shape.latency = latency...latency
      case .seed:
        guard let seed = UInt64(text) else {
          throw Misreading(description: "write a whole number, 0 or more")
        }
        shape.seed = seed
      }
    }

    func text(of shape: WebShape) -> String {
      switch self {
      case .hosts: "\(shape.hosts)"
      case .pages: "\(shape.pagesPerHost)"
      case .links: "\(shape.linksPerPage)"
      case .size: "\(ByteSize(shape.bodyBytes))"
      case .latency: "\(TimeSpan(shape.latency.upperBound))"
      case .seed: "\(shape.seed)"
      }
    }
  }
}

/// Readers of the numbers of a synthetic web, for all commands that take them.
enum WebNumbers {
  static let hosts = Count.within(1...HostNaming.loopbackAddresses.limit)
  static let pages = Count.within(1...100_000_000)
  static let links = Count.within(0...10_000)

  static func size(_ text: String) throws -> ByteSize {
    try ByteSize(reading: text, upTo: 64 << 20)
  }
}
