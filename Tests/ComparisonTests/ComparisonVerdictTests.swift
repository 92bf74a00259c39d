import Comparison
import Testing

/// What a comparison is said to mean.
struct ComparisonVerdictTests {
  private static func verdict(_ comparison: Comparison) -> String {
    ComparisonVerdict(ComparisonFigures(comparison)).text
  }

  /// Keeps what ran in these combinations.
  private static func only(
    _ made: MadeUpComparison, _ isKept: (Combination) -> Bool
  ) -> Comparison {
    var comparison = made.comparison
    comparison.combinations = comparison.combinations.filter(isKept)
    comparison.runs = comparison.runs.filter { isKept($0.combination) }
    return comparison
  }

  @Test func theFastestAndItsLimit() {
    let verdict = Self.verdict(MadeUpComparison().comparison)
    #expect(verdict.contains("async 512 fetched the most, 1,"), "\(verdict)")
    #expect(verdict.contains(" times as many as sync"))
    #expect(verdict.contains("With 64 at once, coroutines had "))
    #expect(verdict.contains("The limit was "))
    #expect(verdict.contains("with a chance of 94 %"))
  }

  @Test func latencyIsTheLimitOfOneAtATime() {
    let verdict = Self.verdict(Self.only(MadeUpComparison()) { $0.mode == .sync })
    #expect(verdict.hasPrefix("sync fetched "))
    #expect(verdict.contains("The limit was latency: one fetch at a time of that duration"))
    #expect(verdict.contains("Try next: --modes threads,async."))
  }

  @Test func latencyIsTheLimitOfAFew() {
    let verdict = Self.verdict(
      Self.only(MadeUpComparison()) { $0.mode == .async && $0.concurrency == 8 })
    #expect(verdict.contains("Try next: more at once, --concurrency 8,16,32."))
  }

  /// Two rounds: medians, but nothing about which is faster, and no interval.
  @Test func fewRoundsClaimNothing() {
    for rounds in 1...2 {
      let verdict = Self.verdict(MadeUpComparison(rounds: rounds).comparison)
      #expect(verdict.contains("so no difference is claimed"))
      #expect(!verdict.contains(" times as many"))
      #expect(!verdict.contains("coroutines had"))
      #expect(!verdict.contains(" to 1,"))
      #expect(verdict.contains("Measure 3 rounds or more"))
    }
  }

  /// A comparison that was ended early: sync has two rounds of five, and so is neither slower nor as fast.
  @Test func whoHasTooFewRoundsIsNotCompared() {
    var comparison = MadeUpComparison().comparison
    comparison.runs.removeAll { $0.combination.mode == .sync && $0.round > 2 }
    let verdict = Self.verdict(comparison)
    #expect(verdict.contains("1 way had too few rounds to be compared with it."), "\(verdict)")
    #expect(!verdict.contains("do not show sync"))
  }

  @Test func disagreementForbidsComparing() {
    var comparison = MadeUpComparison().comparison
    comparison.disagreements = ["a found what b did not: http://c/ 200", "another"]
    let verdict = Self.verdict(comparison)
    #expect(verdict.contains("cannot be compared"))
    #expect(verdict.contains("a found what b did not: http://c/ 200."))
    #expect(!verdict.contains("pages/s"))
  }

  @Test func nothingMeasuredAndNothingFetched() {
    var comparison = MadeUpComparison().comparison
    comparison.runs = []
    #expect(Self.verdict(comparison) == "Nothing was measured: no run came to its end.")
    comparison = MadeUpComparison().comparison
    for index in comparison.runs.indices { comparison.runs[index].pages = 0 }
    #expect(Self.verdict(comparison).hasPrefix("No run fetched a page"))
  }

  /// One cost is raised until it is the limit.
  @Test(arguments: [
    ("The limit was the CPU of fetching: its one processor was 9", "crawler"),
    ("The limit was the CPU of parsing: 2 parsers were 9", "parsers"),
    ("The limit was the server: its one processor was 9", "server"),
  ])
  func theFullestProcessorIsTheLimit(_ words: String, _ which: String) {
    var comparison = Self.only(MadeUpComparison()) { $0.mode == .async && $0.concurrency == 512 }
    for index in comparison.runs.indices {
      let seconds = comparison.runs[index].seconds
      comparison.runs[index].crawler.user = which == "crawler" ? 0.95 * seconds : 0.1 * seconds
      comparison.runs[index].crawler.system = 0
      comparison.runs[index].parsers.user = which == "parsers" ? 1.9 * seconds : 0.2 * seconds
      comparison.runs[index].parsers.system = 0
      comparison.runs[index].serverCPU = which == "server" ? 0.95 * seconds : 0.01 * seconds
    }
    let verdict = Self.verdict(comparison)
    #expect(verdict.contains(words), "\(verdict)")
    #expect(verdict.contains("Try next: ") || verdict.contains("--parsers"))
  }

  @Test func aServerElsewhereThatSlowsDownIsTheLimit() {
    var comparison = MadeUpComparison().comparison
    for index in comparison.runs.indices {
      let seconds = comparison.runs[index].seconds
      comparison.runs[index].serverCPU = nil
      comparison.runs[index].crawler = ProcessCost()
      comparison.runs[index].crawler.user = 0.1 * seconds
      comparison.runs[index].parsers.user = 0.1 * seconds
      comparison.runs[index].parsers.system = 0
      if comparison.runs[index].combination.mode != .sync {
        comparison.runs[index].seconds *= 8
        comparison.runs[index].latencies = comparison.runs[index].latencies.map { $0 * 8 }
      }
    }
    comparison.combinations.removeAll { $0.concurrency < 64 && $0.mode != .sync }
    let verdict = Self.verdict(comparison)
    #expect(verdict.contains("The limit was the server, or the way to it"), "\(verdict)")
  }

  @Test func failuresAreNamed() {
    var comparison = MadeUpComparison().comparison
    comparison.runs[0].failures = 3
    #expect(Self.verdict(comparison).contains("3 fetches failed in all."))
  }
}
