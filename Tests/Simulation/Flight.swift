import Crawler
import Frontier
import ParserWire

/// A request on its way.
final class Flight {
  let number: Int
  let work: Work
  /// Which loop's worker waits for it.
  let loop: Int
  private var lease: Lease?
  /// Where it goes: for a robots.txt this changes with redirects.
  var url: String
  var question: RobotsQuestion?
  var answer: SimulatedWeb.Answer?
  /// What is known of it before its body was parsed.
  var fetched: (type: DocumentType, judgement: Judgement)?
  var hasArrived = false

  init(_ number: Int, _ lease: consuming Lease, _ work: Work, loop: Int) {
    (self.number, self.work, self.loop, url) = (number, work, loop, work.url)
    self.lease = consume lease
  }

  /// How often it was led on.
  var redirects = 0

  var hasLease: Bool { lease != nil }

  func takeLease() -> Lease {
    guard let lease = lease.take() else { preconditionFailure("a flight lands once") }
    return lease
  }
}

extension Judgement {
  /// For people who follow a crawl.
  var outline: String {
    switch report {
    case .fetched: "fetched: \(reason)"
    case .refused(let reason, let rest): "refused: \(reason), \(rest.map { "\($0)" } ?? "no") rest"
    case .unreachable(let reason): "unreachable: \(reason)"
    case .failed(let reason): "failed: \(reason)"
    case .returned: "given back"
    case .located: "its place is busy"
    case .robots(_, let lifetime, _): "robots.txt for \(lifetime)"
    case .robotsUnchanged(let lifetime, _): "unchanged for \(lifetime)"
    }
  }
}
