import Bodies
import Fetcher
import Robots
import WebURL

/// What the web answers.
extension SimulatedWeb {
  /// An answer, and what it was meant to say.
  struct Answer {
    let outcome: FetchOutcome
    /// What the server takes for it, in microseconds.
    let service: Int
    let meaning: Meaning
  }

  enum Meaning {
    /// No answer at all.
    case silence
    /// A refusal for now; seconds of rest that it asks for.
    case refusal(retryAfter: Int?)
    /// A page as it is, by its number.
    case page(Int)
    case robots(RobotsState)
    case sitemap(Int)
    /// There is nothing of that name.
    case nothing
    /// It was not asked: its address is one where no request may start now.
    case busy
  }

  /// What a fetcher says whose gate is shut.
  static func busy(at address: ServerAddress) -> Answer {
    let failure = FetchFailure(
      code: .addressFound, detail: "", transfer: TransferFacts(), address: address)
    return Answer(outcome: .failure(failure), service: 0, meaning: .busy)
  }

  /// Longer than a client waits.
  private static let patience = 30_000_000

  /// - Parameters:
  ///   - time: when the request is seen by the server.
  ///   - count: how often the URL was asked for before.
  ///   - headers: those of the request.
  func answer(
    to url: String, at time: Int, count: Int, headers: [String], bodies: BodyArena
  ) -> Answer {
    guard let number = site(of: url) else { return silence(.dns, 1_000) }
    let site = sites[number]
    var dice = Dice(
      seed: seed ^ Dice.mixed(UInt64(truncatingIfNeeded: count &* 7919 &+ url.stableHash)))
    let service = dice.within(site.service)
    if let outage = site.outages.first(where: { $0.span.contains(time) }) {
      let isSlow = outage.code == .timeout || outage.code == .connectTimeout
      return silence(outage.code, isSlow ? Self.patience : 1_000)
    }
    let path = Self.split(url).path
    if path == "/robots.txt" {
      return robots(site.robots(at: time), service, &dice, headers, bodies)
    }
    if dice.percent(site.unrest) { return trouble(service, &dice, bodies) }
    if path == "/sitemap.xml" { return sitemap(number, service, bodies) }
    guard let page = page(at: url) else { return plain(404, service, .nothing, bodies) }
    return content(page, service, bodies)
  }

  private func trouble(_ service: Int, _ dice: inout Dice, _ bodies: BodyArena) -> Answer {
    switch dice.below(4) {
    case 0: return silence(dice.one(of: [.reset, .timeout, .stall, .protocol]), service)
    case 1: return silence(dice.one(of: [.tooLarge, .encoding]), service)
    default:
      var headers = ResponseHeaders()
      let rest = dice.percent(60) ? dice.within(0...90) : nil
      headers.retryAfter = rest.map { "\($0)" }
      let status = dice.one(of: [503, 429, 500, 502, 504])
      return response(status, headers, service, .refusal(retryAfter: rest), bodies)
    }
  }

  private func content(_ number: Int, _ service: Int, _ bodies: BodyArena) -> Answer {
    var headers = ResponseHeaders()
    headers.contentType = "text/html"
    switch pages[number].content {
    case .html: break
    case .nofollow: headers.robotsTag = "nofollow"
    case .document: headers.contentType = "application/pdf"
    case .missing(let status): return response(status, headers, service, .page(number), bodies)
    case .redirect(let target, let status):
      headers.location = url(ofPage: target)
      return response(status, headers, service, .page(number), bodies)
    }
    return response(200, headers, service, .page(number), bodies)
  }

  private func sitemap(_ number: Int, _ service: Int, _ bodies: BodyArena) -> Answer {
    if case .none = sites[number].sitemap { return plain(404, service, .nothing, bodies) }
    return plain(200, service, .sitemap(number), bodies)
  }

  private func robots(
    _ state: RobotsState, _ service: Int, _ dice: inout Dice, _ asked: [String],
    _ bodies: BodyArena
  ) -> Answer {
    var headers = ResponseHeaders()
    switch state {
    case .unreachable: return silence(dice.one(of: [.reset, .timeout]), service)
    case .absent: return response(404, headers, service, .robots(state), bodies)
    case .status(let status, let rest):
      headers.retryAfter = rest.map { "\($0)" }
      return response(status, headers, service, .robots(state), bodies)
    case .moved(let site):
      headers.location = sites[site].origin + "/robots.txt"
      return response(302, headers, service, .robots(state), bodies)
    case .file(let file):
      headers.cacheControl = file.lifetime.map { "max-age=\($0)" }
      headers.entityTag = file.tag
      let isKnown = file.tag.map { asked.contains("If-None-Match: \($0)") } ?? false
      return response(
        isKnown ? 304 : 200, headers, service, .robots(state), bodies, isKnown ? "" : file.text)
    }
  }

  // MARK: Forms

  private func silence(_ code: FetchFailure.Code, _ service: Int) -> Answer {
    let failure = FetchFailure(code: code, detail: "", transfer: TransferFacts())
    return Answer(outcome: .failure(failure), service: service, meaning: .silence)
  }

  private func plain(
    _ status: Int, _ service: Int, _ meaning: Meaning, _ bodies: BodyArena
  ) -> Answer {
    response(status, ResponseHeaders(), service, meaning, bodies)
  }

  private func response(
    _ status: Int, _ headers: ResponseHeaders, _ service: Int, _ meaning: Meaning,
    _ bodies: BodyArena, _ text: String = ""
  ) -> Answer {
    var transfer = TransferFacts()
    transfer.firstByteMicroseconds = Int32(clamping: service)
    var writer = BodyWriter(in: bodies)
    let bytes = Array(text.utf8)
    let isWritten = unsafe bytes.withUnsafeBufferPointer { unsafe writer.append($0) }
    precondition(isWritten, "no memory for a body")
    return Answer(
      outcome: .response(
        FetchResponse(
          status: status, headers: headers, body: writer.finish(), isTruncated: false,
          transfer: transfer)),
      service: service, meaning: meaning)
  }
}

extension SimulatedWeb.RobotsFile {
  var text: String {
    var lines = ["User-agent: *"] + disallowed.map { "Disallow: \($0)" }
    if let crawlDelay { lines.append("Crawl-delay: \(crawlDelay)") }
    if namesSitemap { lines.append("Sitemap: /sitemap.xml") }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension String {
  /// FNV-1a, for `hashValue` differs from run to run.
  var stableHash: Int {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: digest)
  }
}
