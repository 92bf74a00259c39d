import Bodies
import Simulation
import Testing

/// Whole crawls in simulated time; see `Tests/Simulate` for a thousand of them.
@Suite(.timeLimit(.minutes(5))) struct SimulationTests {
  /// Always the same, and a few that nobody has tried before.
  private static let seeds =
    Array(1...300 as ClosedRange<UInt64>) + (0..<30).map { _ in .random(in: 1 << 32...1 << 48) }

  @Test(arguments: seeds) func nothingIsLostAndNobodyIsHurried(seed: UInt64) throws {
    let bodies = try BodyArena(capacity: 64 << 20)
    var crawl = SimulatedCrawl(seed: seed, start: .now, bodies: bodies)
    do throws(Violation) {
      let tally = try crawl.run()
      #expect(tally.urls > 0)
    } catch {
      Issue.record("seed \(seed): \(error) (make simulate SEED=\(seed) shows how)")
    }
  }
}
