/// A request as the server saw it.
package struct LoggedRequest: Sendable, Hashable {
  /// When its head was complete, by the server's clock.
  package var time: ContinuousClock.Instant
  /// The number of the host that was asked.
  package var host: Int
  package var method: RequestHead.Method
  /// Path and query, as sent.
  package var target: String
  /// Which connection it came over, counted from 1 in the order of acceptance.
  package var connection: Int
  /// The whole head, as it came over the wire.
  package var head: String

  /// The value of the first header field of this name, given in lower case.
  package func field(_ name: String) -> String? {
    for line in head.split(whereSeparator: \.isNewline).dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].lowercased() == name else { continue }
      return String(parts[1].drop { $0 == " " })
    }
    return nil
  }
}

/// What a server has done so far.
package struct ServerCounters: Sendable, Hashable {
  package var connectionsAccepted = 0
  package var connectionsOpen = 0
  package var requests = 0
  /// Requests that were no HTTP, or none that this server understands.
  package var refusals = 0
  package var bytesSent = 0
}

/// How a server serves, whatever it serves.
package struct ServerOptions: Sendable, Hashable {
  /// 0 for a free one.
  package var port: UInt16 = 0
  package var logsRequests = false
  /// How long a connection may do nothing between requests.
  package var idleTimeout = Duration.seconds(60)
  /// How many bytes of finished answers are kept for the next time.
  package var cacheBytes = 64 << 20

  package init() {}
}
