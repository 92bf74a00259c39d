import Comparison
import Testing
import orbweaver

struct ComparisonGridTests {
  private func grid(
    _ modes: [Combination.Mode], _ concurrencies: [Int], _ selectors: [String] = ["epoll"],
    _ parsers: [Int] = [2]
  ) -> ComparisonGrid {
    ComparisonGrid(
      modes: modes, concurrencies: concurrencies, selectors: selectors, parsers: parsers, rounds: 3)
  }

  @Test func everyCombinationIsThereOnce() {
    let grid = grid([.sync, .threads, .async], [1, 64], ["epoll", "poll"], [1, 2])
    let all = grid.combinations
    #expect(all.count == 2 + 4 + 8)
    #expect(Set(all).count == all.count)
    #expect(all.filter { $0.mode == .sync }.allSatisfy { $0.concurrency == 1 })
    #expect(all.filter { $0.mode != .async }.allSatisfy { $0.selector == "epoll" })
    #expect(all.map(\.mode) == all.map(\.mode).sorted { rank($0) < rank($1) })
  }

  private func rank(_ mode: Combination.Mode) -> Int {
    Combination.Mode.allCases.firstIndex(of: mode) ?? 0
  }

  @Test func eachRoundHasAllInAnOrderOfItsOwn() {
    let grid = grid([.sync, .threads, .async], [1, 8, 64])
    let rounds = (1...5).map { grid.order(ofRound: $0) }
    for round in rounds { #expect(Set(round) == Set(grid.combinations)) }
    #expect(Set(rounds).count == rounds.count)
    #expect(rounds == (1...5).map { grid.order(ofRound: $0) })
  }

  @Test func theWarmUpIsTheQuickest() {
    let warmUp = grid([.sync], [1, 512, 8], ["select"], [1, 4]).warmUp
    #expect(warmUp == Combination(mode: .async, concurrency: 512, selector: "epoll", parsers: 4))
  }

  @Test(arguments: [
    ([1, 8, 64, 512], 64), ([1, 16, 512], 16), ([1], 1), ([512, 4_096], 512),
  ])
  func oneTimelineAModeIsShown(_ concurrencies: [Int], _ shown: Int) {
    let timelines = grid([.sync, .async], concurrencies, ["poll", "epoll"], [1, 2]).shownTimelines
    #expect(timelines.map(\.mode) == [.sync, .async])
    #expect(timelines.map(\.concurrency) == [1, shown])
  }
}
