import Notation

/// Where the time went, which limit was hit, and what to try next.
extension ComparisonVerdict {
  /// What a page cost in time waited and in work done.
  func time(_ fastest: CombinationFigures) -> [String] {
    guard let loads = figures.loads(fastest) else { return [] }
    var parts: [String] = []
    if let rest = figures.restLatency {
      parts.append("a server's \(Figure.time(rest * 1e6)) of waiting")
    }
    for (metric, words) in Self.work {
      if let cost = fastest[metric]?.median, cost > 0 {
        parts.append("\(ReportTables.seconds(cost)) of CPU \(words)")
      }
    }
    var sentences = ["A page of \(figures.name(fastest)) took \(Self.list(parts))."]
    if let stretch = loads.stretch, stretch >= Loads.longer, let now = fastest[.typicalLatency] {
      sentences.append(
        "Its transfers took \(Figure.time(now.median)) at the median, "
          + "\(Figure.threeDigits(stretch)) times as long as from a server at rest.")
    }
    return parts.isEmpty ? [] : sentences
  }

  private static let work: [(Metric, String)] = [
    (.crawlerCPU, "for fetching"), (.parserCPU, "for parsing"), (.serverCPU, "of the server"),
  ]

  func limit(_ fastest: CombinationFigures) -> [String] {
    guard let loads = figures.loads(fastest) else { return [] }
    guard let hit = loads.hit else { return noLimit(fastest, loads) }
    return [found(hit, fastest, loads), next(hit, fastest)]
  }

  private func found(
    _ limit: Loads.Limit, _ fastest: CombinationFigures, _ loads: Loads
  ) -> String {
    let share = Figure.percent(loads.shares[limit] ?? 0)
    let combination = fastest.combination
    switch limit {
    case .latency:
      return "The limit was latency: \(fetches(combination.concurrency)) of that duration "
        + "allow no more, and \(share) of it was reached."
    case .crawler:
      return combination.mode == .threads
        ? "The limit was the CPU of fetching: its threads used \(share) of the processors."
        : "The limit was the CPU of fetching: its one processor was \(share) busy."
    case .parsers:
      let parsers = Quantity.counted(combination.parsers, "parser was", "parsers were")
      return "The limit was the CPU of parsing: \(parsers) \(share) busy."
    case .server: return "The limit was the server: its one processor was \(share) busy."
    case .machine:
      let cores = Quantity.counted(comparison.cores, "processor", "processors")
      return "The limit was the machine: \(share) of its \(cores) were busy, shared by all."
    case .distantServer:
      return
        "The limit was the server, or the way to it: no processor here was near its limit, and "
        + "answers took longer the more were asked for."
    }
  }

  private func next(_ limit: Loads.Limit, _ fastest: CombinationFigures) -> String {
    let combination = fastest.combination
    switch limit {
    case .latency:
      if combination.mode == .sync { return "Try next: --modes threads,async." }
      let more = combination.concurrency
      return "Try next: more at once, --concurrency \(more),\(more * 2),\(more * 4)."
    case .crawler:
      return combination.mode == .async
        ? "Try next: orbweaver crawl --loops 2, which fetches on two processors."
        : "Try next: --modes async, which needs less CPU to wait, or a faster processor."
    case .parsers:
      return combination.parsers < comparison.cores
        ? "Try next: --parsers \(combination.parsers),\(combination.parsers + 1)."
        : "Each processor has a parser already. Try next: a machine with more processors."
    case .server: return "Try next: a server on another machine, or one that does more at once."
    case .machine:
      return isServerHeavy(fastest)
        ? "Try next: the server on another machine." : "Try next: a machine with more processors."
    case .distantServer:
      return "More at once will not help it. Try next: fewer, to see at which number it begins."
    }
  }

  /// Whether moving the server away would free a good part of the machine.
  private func isServerHeavy(_ fastest: CombinationFigures) -> Bool {
    guard let server = fastest[.serverCPU]?.median, let crawler = fastest[.crawlerCPU]?.median
    else {
      return false
    }
    return server > crawler / 4
  }

  private func noLimit(_ fastest: CombinationFigures, _ loads: Loads) -> [String] {
    let nearest = loads.shares.max { $0.value < $1.value }
    let words = nearest.map {
      " (the nearest, \($0.key.words), was at \(Figure.percent($0.value)))"
    }
    return [
      "No limit was near\(words ?? ""): time went into pauses between requests, into links that were "
        + "found late, or into starting.",
      "Try next: more pages, so that a run takes longer.",
    ]
  }

  private func fetches(_ count: Int) -> String {
    count == 1 ? "one fetch at a time" : "\(Quantity.grouped(count)) fetches at once"
  }
}

extension Loads.Limit {
  /// For people.
  package var words: String {
    switch self {
    case .latency: "latency"
    case .crawler: "the CPU of fetching"
    case .parsers: "the CPU of parsing"
    case .server: "the server's CPU"
    case .machine: "the machine"
    case .distantServer: "the server"
    }
  }
}
