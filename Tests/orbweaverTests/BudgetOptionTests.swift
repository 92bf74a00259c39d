import ArgumentParser
import Crawler
import Frontier
import Testing
import orbweaver

/// What the options of order, budgets and pace make of a plan.
@Suite struct BudgetOptionTests {
  /// A plan with something set everywhere, as a resumed crawl may have it.
  private func plan(_ arguments: [String]) throws -> CrawlPlan {
    var plan = CrawlPlan.standard
    (plan.maximumPages, plan.maximumBytes, plan.maximumTime) = (1, 2, .seconds(3))
    (plan.maximumPagesPerHost, plan.maximumErrorsPerHost) = (4, 5)
    (plan.bytesPerSecond, plan.requestsPerSecond) = (6, 7)
    (plan.order, plan.boosts) = (.priority, [try Boost("a=1")])
    (plan.politeness.requestsPerAddress, plan.politeness.addressPause) = (9, .seconds(10))
    try OrderOptions.parse(arguments.filter { isFor(["--order", "--boost", "--frontier"], $0) })
      .apply(to: &plan)
    try BudgetOptions.parse(arguments.filter { isFor(["--max"], $0) }).apply(to: &plan)
    try SpeedOptions.parse(
      arguments.filter { isFor(["--per", "--address", "--rate", "--delay", "--full"], $0) }
    ).apply(to: &plan)
    return plan
  }

  private func isFor(_ prefixes: [String], _ argument: String) -> Bool {
    prefixes.contains { argument.hasPrefix($0) }
  }

  private func record(_ plan: CrawlPlan) -> [String] {
    plan.record.map { "\($0.name) \($0.value)" }
  }

  @Test func whatIsNotNamedStays() throws {
    let plan = try plan([])
    #expect(plan.maximumPages == 1 && plan.maximumBytes == 2 && plan.maximumTime == .seconds(3))
    #expect(plan.maximumPagesPerHost == 4 && plan.maximumErrorsPerHost == 5)
    #expect(plan.bytesPerSecond == 6 && plan.requestsPerSecond == 7)
    #expect(plan.order == .priority && plan.boosts.map(\.text) == ["a=1"])
    #expect(plan.politeness.requestsPerAddress == 9)
    #expect(plan.politeness.addressPause == .seconds(10))
  }

  @Test func whatIsNamedIsSet() throws {
    let plan = try plan([
      "--max-pages=10", "--max-bytes=20G", "--max-time=2m", "--max-pages-per-host=30",
      "--max-errors-per-host=40", "--rate-limit=2M", "--rate-limit=30/m", "--per-address=50",
      "--address-delay=0.5", "--order=priority", "--boost=x=y=2", "--boost=z=-3",
      "--frontier-memory=64M",
    ])
    #expect(plan.maximumPages == 10 && plan.maximumBytes == 20 << 30)
    #expect(plan.maximumTime == .seconds(120))
    #expect(plan.maximumPagesPerHost == 30 && plan.maximumErrorsPerHost == 40)
    #expect(plan.bytesPerSecond == 2 << 20 && plan.requestsPerSecond == 0.5)
    #expect(plan.politeness.requestsPerAddress == 50)
    #expect(plan.politeness.addressPause == .milliseconds(500))
    #expect(plan.order == .priority)
    #expect(plan.boosts.map(\.text) == ["x=y=2", "z=-3"])
    #expect(plan.frontierMemory == 64 << 20)
  }

  @Test func eachLimitCanBeLifted() throws {
    let plan = try plan([
      "--max-pages=none", "--max-bytes=none", "--max-time=none", "--max-pages-per-host=none",
      "--max-errors-per-host=none", "--rate-limit=none", "--per-address=auto",
      "--address-delay=auto",
    ])
    #expect(plan.maximumPages == nil && plan.maximumBytes == nil && plan.maximumTime == nil)
    #expect(plan.maximumPagesPerHost == nil && plan.maximumErrorsPerHost == nil)
    #expect(plan.bytesPerSecond == nil && plan.requestsPerSecond == nil)
    #expect(plan.politeness.requestsPerAddress == nil && plan.politeness.addressPause == nil)
  }

  @Test func rateLimitsAreTakenInTheirOrder() throws {
    let one = try plan(["--rate-limit=none", "--rate-limit=10/s"])
    #expect(one.bytesPerSecond == nil && one.requestsPerSecond == 10)
    let other = try plan(["--rate-limit=1M", "--rate-limit=2M"])
    #expect(other.bytesPerSecond == 2 << 20 && other.requestsPerSecond == 7)
  }

  /// A boost that nothing comes of is a slip.
  @Test func boostsNeedTheOrderOfPriority() throws {
    let complaint = #expect(throws: Complaint.self) {
      _ = try plan(["--order=dfs", "--boost=a=1"])
    }
    #expect(
      complaint?.description == "--boost: it does nothing with --order dfs; add --order priority")
    #expect(try plan(["--order=dfs"]).order == .depthFirst)
  }

  /// Nothing but what was named is recorded as changed.
  @Test func aChangeIsRecordedByItsFlag() throws {
    let before = Set(record(try plan([])))
    let after = record(try plan(["--rate-limit=10/s", "--order=bfs"]))
    #expect(after.filter { !before.contains($0) } == ["order bfs", "rate-limit 10.0 requests/s"])
  }
}
