import Comparison
import Testing

/// What follows from runs by arithmetic.
struct ComparisonFiguresTests {
  private static func combination(_ mode: Combination.Mode, _ concurrency: Int) -> Combination {
    Combination(mode: mode, concurrency: concurrency, selector: "epoll", parsers: 1)
  }

  /// A comparison in which each run has so many pages a second, a round after the other.
  private static func figures(
    _ rates: [(Combination, [Double])], peak: (Combination) -> Int64 = { _ in 0 }
  ) -> ComparisonFigures {
    var comparison = Comparison(
      subject: "", version: "", startedAt: 0, cores: 2, machine: "",
      combinations: rates.map(\.0), rounds: 3)
    for (combination, rates) in rates {
      for (round, rate) in rates.enumerated() {
        var run = RunMeasurement(
          combination: combination, round: round, seconds: 1 / rate, pages: 1, wireBytes: 0,
          failures: 0, latencies: [], findings: "")
        run.crawler.peakBytes = peak(combination)
        comparison.runs.append(run)
      }
    }
    return ComparisonFigures(comparison)
  }

  /// The machine was slower from round to round; the ratio was the same in each.
  @Test func ratiosAreTakenRoundByRound() throws {
    let (sync, async) = (Self.combination(.sync, 1), Self.combination(.async, 8))
    let figures = Self.figures([(sync, [40, 20, 10]), (async, [80, 40, 20])])
    let ratio = try #require(figures.figures(async).flatMap(figures.speedUp))
    #expect(abs(ratio.median - 2) < 1e-9)
    #expect(ratio.comparedToOne == .more)
    #expect(figures.figures(sync).flatMap(figures.speedUp) == nil)
  }

  @Test func aTaskInFlightIsChargedWithWhatThePeakRose() throws {
    let few = Self.combination(.async, 8)
    let many = Self.combination(.async, 108)
    let figures = Self.figures([(few, [1, 1, 1]), (many, [1, 1, 1])]) {
      10_000_000 + Int64($0.concurrency) * 5_000
    }
    #expect(figures.figures(many).flatMap(figures.taskBytes)?.median == 5_000)
    #expect(figures.figures(few).flatMap(figures.taskBytes) == nil)
  }

  @Test func whatTheIntervalsDoNotShowToBeSlowerIsNamed() {
    let (one, two, three) = (
      Self.combination(.async, 1), Self.combination(.async, 2), Self.combination(.async, 3)
    )
    let figures = Self.figures([
      (one, [50, 51, 52]), (two, [100, 101, 99]), (three, [99, 103, 104]),
    ])
    #expect(figures.fastest?.combination == three)
    #expect(figures.asFast.map(\.combination) == [two])
  }

  @Test func namesSayNoMoreThanTellsApart() {
    var poll = Self.combination(.async, 64)
    poll.selector = "poll"
    var parsers = Self.combination(.async, 64)
    parsers.parsers = 3
    let plain = [Self.combination(.sync, 1), Self.combination(.async, 64)]
    #expect(plain.map(CombinationNames(plain).name) == ["sync", "async 64"])
    let all = plain + [poll, parsers]
    #expect(
      all.map(CombinationNames(all).name)
        == [
          "sync, 1 parser", "async 64 epoll, 1 parser", "async 64 poll, 1 parser",
          "async 64 epoll, 3 parsers",
        ])
  }

  @Test func columnsThatSayNothingAreLeftOut() {
    let figures = Self.figures([(Self.combination(.async, 8), [1, 1])])
    let table = ReportTables(figures).speed.withoutEmptyColumns
    #expect(table.columns == ["", "pages/s", "runs"])
    #expect(table.rows == [["async 8", "1.0", "2"]])
    #expect(ReportTables(figures).mechanisms.rows.isEmpty)
  }
}
