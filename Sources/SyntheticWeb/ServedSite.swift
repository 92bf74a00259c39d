/// What a server has to say: a synthetic web, or pages made by hand. Finished answers are kept up
/// to a bound.
struct ServedSite {
  /// Which of the two, before the port is known.
  enum Source: Sendable {
    case model(WebShape)
    case canned(@Sendable (UInt16) -> [String: CannedResponse])
  }

  private enum Content {
    case model(SiteModel)
    case canned([String: CannedResponse])
  }

  private struct Key: Hashable {
    var host: Int
    var target: [UInt8]
  }

  private var content: Content
  private let naming: HostNaming
  /// How often each canned page was asked for, where its answers change.
  private var visits: [String: Int] = [:]
  private var cache: [Key: WireScript] = [:]
  private var cachedBytes = 0
  private let cacheLimit: Int

  init(_ source: Source, naming: HostNaming, port: UInt16, cacheLimit: Int) {
    self.naming = naming
    self.cacheLimit = cacheLimit
    content =
      switch source {
      case .model(let shape): .model(SiteModel(shape: shape, port: port))
      case .canned(let pages): .canned(pages(port))
      }
  }

  var model: SiteModel? {
    if case .model(let model) = content { model } else { nil }
  }

  /// Changes a canned page; `nil` removes it.
  mutating func setPage(_ path: String, _ response: CannedResponse?) {
    guard case .canned(var pages) = content else { return }
    pages[path] = response
    visits[path] = nil
    content = .canned(pages)
  }

  /// What to do on the wire for a request to a host of this server.
  mutating func script(
    host: Int, target: [UInt8], request: ResponseWriter.Request
  ) -> WireScript {
    switch content {
    case .canned: return .init(response: canned(host, target), to: request)
    case .model(let model):
      guard request == ResponseWriter.Request() else {
        return .init(response: model.response(host: host, path: target.span), to: request)
      }
      let key = Key(host: host, target: target)
      if let kept = cache[key] { return kept }
      let script = WireScript(
        response: model.response(host: host, path: target.span), to: request)
      keep(script, for: key)
      return script
    }
  }

  /// A full cache is emptied: the pages that matter are soon back, and nothing has to be counted.
  private mutating func keep(_ script: WireScript, for key: Key) {
    let cost = script.storedBytes + key.target.count + 256
    guard cost <= cacheLimit else { return }
    if cachedBytes + cost > cacheLimit {
      cache.removeAll(keepingCapacity: true)
      cachedBytes = 0
    }
    cache[key] = script
    cachedBytes += cost
  }

  // MARK: Canned pages

  /// A page of that host alone goes before one of all hosts, and one with the query before one
  /// without.
  private mutating func canned(_ host: Int, _ target: [UInt8]) -> CannedResponse {
    guard case .canned(let pages) = content else { return .status(404) }
    let full = String(decoding: target, as: UTF8.self)
    let path = String(full.prefix { $0 != "?" })
    let name = naming.name(ofHost: host)
    for key in [name + full, full, name + path, path] {
      guard let page = pages[key] else { continue }
      guard !page.following.isEmpty else { return page }
      let visit = visits[key, default: 0]
      visits[key] = visit + 1
      return visit == 0 ? page : page.following[min(visit, page.following.count) - 1]
    }
    return .status(404)
  }
}

extension WireScript {
  fileprivate init(response: CannedResponse, to request: ResponseWriter.Request) {
    self = ResponseWriter.script(for: response, to: request)
  }

  fileprivate var storedBytes: Int {
    steps.reduce(0) { sum, step in
      if case .send(let bytes, _, _) = step { sum + bytes.count } else { sum }
    }
  }
}
