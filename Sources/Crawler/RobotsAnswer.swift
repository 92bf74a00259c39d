import Bodies
package import Fetcher
import Robots
import WebURL

/// What came of asking a host for its robots.txt, redirects followed (RFC 9309, 2.3).
package struct RobotsAnswer: Sendable {
  enum Content: Sendable {
    /// The file, up to a byte more than is read of it.
    case rules([UInt8])
    /// It is what it was when the copy was made.
    case unchanged
    /// There is none; why.
    case allowAll(String)
    /// The server could not say; why, and when to come back if it said that.
    case refused(String, retryAfter: Duration?)
    case unreachable(FetchFailure)
  }

  var content: Content
  /// The last answer's status; 0 for none.
  var status = 0
  /// Where the answer came from.
  var url: String
  /// Redirects that led there.
  var redirects = 0
  /// How long it counts, as its server has it.
  var lifetime = RobotsRetrieval.longestLifetime
  var entityTag: String?
  var lastModified: String?
  /// How long the server took to begin its answer.
  var responseTime: Duration?

  init(_ content: Content, from url: String) {
    self.content = content
    self.url = url
  }
}

/// By what a server can tell whether a file has changed (RFC 9110, 13.1).
package struct RobotsCopy: Sendable {
  let url: String
  let entityTag: String?
  let lastModified: String?

  /// Nil where there is nothing to tell by.
  init?(url: String, entityTag: String?, lastModified: String?) {
    guard entityTag != nil || lastModified != nil else { return nil }
    (self.url, self.entityTag, self.lastModified) = (url, entityTag, lastModified)
  }

  /// Nil where the answer has nothing to tell by.
  init?(_ answer: RobotsAnswer) {
    self.init(url: answer.url, entityTag: answer.entityTag, lastModified: answer.lastModified)
  }

  var headers: [String] {
    (entityTag.map { ["If-None-Match: \($0)"] } ?? [])
      + (lastModified.map { ["If-Modified-Since: \($0)"] } ?? [])
  }
}

/// By what servers can tell whether their robots.txt has changed: of so many hosts as fit. Whose copy was
/// forgotten is sent the whole file again.
package struct RobotsCopies: Sendable {
  private var copies: [UInt32: RobotsCopy] = [:]
  /// Some 20 MB at most: files are asked for again once a day, and few crawls of more hosts last that long.
  static let limit = 1 << 16

  package init() {}

  /// The copy of a host, by its id.
  package subscript(host: UInt32) -> RobotsCopy? {
    get { copies[host] }
    set {
      if newValue != nil && copies.count >= Self.limit {
        // Whichever: the order of a dictionary is as good as chance.
        for host in copies.keys.prefix(Self.limit / 4) { copies[host] = nil }
      }
      copies[host] = newValue
    }
  }

  /// Those of some hosts.
  func filter(_ isWanted: (UInt32) -> Bool) -> RobotsCopies {
    var some = RobotsCopies()
    some.copies = copies.filter { isWanted($0.key) }
    return some
  }
}

/// The question for a robots.txt on its way from one redirect to the next.
///
/// Redirects are followed at once, five at most, to other hosts too. They are part of the one
/// question to the host that sent them, and so those hosts' pauses are not kept: it is a few
/// requests a day.
package struct RobotsQuestion: Sendable {
  /// Where it is asked next.
  package private(set) var url: String
  private let copy: RobotsCopy?
  package private(set) var redirects = 0

  /// - Parameter copy: what is known of the last answer, to spare the server sending the same again.
  package init(at url: String, copy: RobotsCopy?) {
    (self.url, self.copy) = (url, copy)
  }

  /// Headers by which the server may compare.
  package var headers: [String] { copy?.url == url ? copy?.headers ?? [] : [] }

  /// What is to be fetched next.
  ///
  /// - Parameter host: by what number the fetcher's gate knows the host; nil to connect without asking.
  ///   Hosts that redirects lead to are connected to without asking.
  package func request(host: UInt32?) -> FetchRequest {
    // A byte more than is read tells a file that was cut from one that ends there.
    FetchRequest(
      url: url, wanted: .prefix(RobotsRules.sizeLimit + 1), host: redirects == 0 ? host : nil,
      headers: headers)
  }

  /// Takes in what came of asking.
  ///
  /// - Parameter now: seconds since 1970, for dates in the answer.
  /// - Returns: nil when the question is to be asked once more, at another place.
  package mutating func answer(_ outcome: FetchOutcome, now: Int64) -> RobotsAnswer? {
    var answer: RobotsAnswer
    switch outcome {
    case .failure(let failure): answer = RobotsAnswer(.unreachable(failure), from: url)
    case .response(let response):
      if let target = response.redirectTarget(from: url) {
        redirects += 1
        if redirects <= RobotsRetrieval.redirectLimit {
          url = target
          return nil
        }
        answer = RobotsAnswer(.allowAll("too many redirects"), from: target)
      } else {
        answer = RobotsAnswer(response, from: url, wasAskedToCompare: !headers.isEmpty, now)
      }
    }
    answer.redirects = redirects
    return answer
  }
}

extension RobotsAnswer {
  fileprivate init(
    _ response: FetchResponse, from url: String, wasAskedToCompare: Bool, _ now: Int64
  ) {
    let headers = response.headers
    let said = "http \(response.status)"
    if response.status == 304 && wasAskedToCompare {
      content = .unchanged
    } else {
      switch RobotsRetrieval.meaning(ofStatus: response.status) {
      case .rules: content = .rules(response.body.bytes)
      case .allowAll: content = .allowAll(said)
      case .disallowForNow: content = .refused(said, retryAfter: headers.restAsked(now: now))
      }
    }
    self.url = url
    status = response.status
    lifetime = RobotsRetrieval.lifetime(cacheControl: headers.cacheControl)
    (entityTag, lastModified) = (headers.entityTag, headers.lastModified)
    responseTime = response.responseTime
  }
}

extension FetchResponse {
  fileprivate func redirectTarget(from url: String) -> String? {
    guard (300..<400).contains(status), let location = headers.location, let base = WebURL(url),
      let target = WebURL(location, base: base), target.isHTTP
    else { return nil }
    return target.href
  }
}

extension ResponseHeaders {
  /// What the server asks for with `Retry-After`, an hour at most: whoever asks for a week means that
  /// he does not know.
  func restAsked(now: Int64) -> Duration? {
    retryAfterDelay(now: now).map { min($0, .seconds(3600)) }
  }
}
