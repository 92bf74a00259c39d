import Frontier

/// A state and its reason, as they stand in `crawl.db`, in a person's words.
package struct ReasonSentence {
  private let state: String
  private let reason: String
  private let tries: Int64
  private let retryAt: String?
  private let status: String
  private let isWritten: Bool
  private let robots: String?

  /// - Parameters:
  ///   - retryAt: not before this time.
  ///   - status: how the crawl ended, or `running`.
  ///   - isWritten: whether a process is, or may be, writing the crawl.
  ///   - robots: what became of asking for the host's robots.txt; nil where it was not asked for.
  package init(
    state: String, reason: String, tries: Int64, retryAt: String?, status: String, isWritten: Bool,
    robots: String? = nil
  ) {
    (self.state, self.reason, self.tries) = (state, reason, tries)
    (self.retryAt, self.status, self.isWritten) = (retryAt, status, isWritten)
    self.robots = robots
  }

  package var text: String {
    switch state {
    case "fetched": fetched
    case "queued": queued
    case "failed": failed
    case "excluded": Self.exclusion(reason) ?? reason
    default: reason
    }
  }

  private var fetched: String {
    reason.lowercased().hasPrefix("http ")
      ? "its server answered with \(reason.dropFirst(5))" : reason
  }

  private var queued: String {
    let turn =
      switch status {
      case "running":
        isWritten ? "it waits for its turn" : "the crawl was killed before its turn came"
      case "interrupted": "the crawl was stopped before its turn came"
      case "page-limit": "the crawl came to --max-pages before its turn"
      case "byte-limit": "the crawl came to --max-bytes before its turn"
      case "time-limit": "the crawl came to --max-time before its turn"
      default: "the crawl ended (\(status)) before its turn came"
      }
    if let cause = robots.flatMap({ Self.rest(of: $0, after: "disallow for now: ") }) {
      return
        "\(turn); its host's robots.txt cannot be had for now (\(cause)), and so nothing there may be fetched"
    }
    guard tries > 0 else { return turn }
    let after = retryAt.map { ", to be tried again from \($0) on" } ?? ""
    return "\(turn); \(count) so far, the last: \(Self.failure(reason))\(after)"
  }

  private var failed: String {
    if let cause = Self.rest(of: reason, after: "host given up: ") {
      return "its whole host was given up: \(Self.failure(cause))"
    }
    if let cause = Self.rest(of: reason, after: "robots.txt: ") {
      return "its host's robots.txt could not be had, and so nothing there may be fetched: "
        + Self.failure(cause)
    }
    return "given up after \(count): \(Self.failure(reason))"
  }

  /// What a fetch ended with (`FetchFailure.Code`, or a status), in words.
  private static func failure(_ code: String) -> String {
    switch code {
    case "dns": "its name has no address (dns)"
    case "connect": "no connection: refused or unreachable (connect)"
    case "tls": "the TLS handshake failed, or the certificate is not valid (tls)"
    case "connect-timeout": "no connection in time (--connect-timeout)"
    case "timeout": "the transfer took longer than it may (--timeout)"
    case "stall": "the server fell silent (stall)"
    case "reset": "the connection broke before the answer was whole (reset)"
    case "too-large": "the body is larger than allowed (--max-body)"
    case "protocol": "the server does not speak HTTP as it should (protocol)"
    case "encoding": "the body's content coding is broken (encoding)"
    case "proxy": "the proxy refused or failed (proxy)"
    case "url": "libcurl cannot use this URL (url)"
    default:
      rest(of: code, after: "http ").map { "its server answered with \($0)" } ?? code
    }
  }

  private var count: String { tries == 1 ? "1 try" : "\(tries) tries" }

  /// Why a URL is not fetched; nil for a reason that is none of the known ones.
  package static func exclusion(_ reason: String) -> String? {
    switch reason {
    case "scope: host": "its host is not that of a seed (--scope host)"
    case "scope: domain": "its domain is not that of a seed (--scope domain)"
    case "scope: prefix": "it does not begin like a seed (--scope prefix)"
    case "include: no match": "no --include expression matches it"
    case "kind: not followed":
      "it is linked only as an image, a script, a style sheet or a form (--assets follows those)"
    case "nofollow": "it is linked only with nofollow (--follow-nofollow follows those)"
    case "duplicate: links of a duplicate page":
      "only pages that repeat another one link to it (--duplicates record follows those)"
    case "length: too long": "it is longer than the longest URL that is fetched"
    case "redirects: too many": "it stands at the end of a chain of too many redirects"
    default: parameterised(reason)
    }
  }

  private static func parameterised(_ reason: String) -> String? {
    if let limit = rest(of: reason, after: "depth: more than ") {
      return "it is more than \(limit) links from a seed (--depth \(limit))"
    }
    if let pattern = rest(of: reason, after: "exclude: ") {
      return "the expression --exclude '\(pattern)' matches it"
    }
    if let budget = hostBudget(reason) { return budget }
    if case .trap(let trap)? = Exclusion(reason) {
      return "it is taken for part of a trap: \(sentence(trap)) (--traps ignore fetches those)"
    }
    return rest(of: reason, after: "robots.txt ").map { "robots.txt refuses it, \($0)" }
  }

  private static func sentence(_ trap: Trap) -> String {
    switch trap {
    case .path(let limit): "its path has more than \(limit) segments"
    case .repeatedSegments: "the same segments come back again and again in its path"
    case .parameters(let limit): "it has more than \(limit) parameters"
    case .repeatedParameters: "it has one parameter too often"
    case .calendar: "it names a month too far from the present"
    case .session: "it differs from a URL that is known in its session number alone"
    case .clicks(let limit): "it is more than \(limit) links from a seed"
    case .stale(let pattern): "pages like it, \(pattern), said nothing new any more"
    case .endless(let pattern): "pages like it, \(pattern), lead to ever more of the kind"
    }
  }

  private static func hostBudget(_ reason: String) -> String? {
    switch Exclusion(reason) {
    case .hostPages(let limit):
      "as many pages of its host were fetched as allowed (--max-pages-per-host \(limit))"
    case .hostErrors(let limit):
      "its host had as many errors as allowed (--max-errors-per-host \(limit))"
    default: nil
    }
  }

  private static func rest(of text: String, after prefix: String) -> String? {
    text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }
}
