import ArgumentParser
package import Crawler

/// Where a crawl ends, and where it leaves a host. What is not named stays as it is in the plan.
package struct BudgetOptions: ParsableArguments {
  package init() {}

  @Option(
    help: .init(
      "End after this many pages in all. (default: none, no limit)", valueName: "pages|none"),
    transform: Limit.reading(Count.atLeast(1)))
  var maxPages: Limit<Int>?

  @Option(
    help: .init(
      """
      End after this many bytes of bodies, as they come over the wire: 500M, 20G; what is under way \
      then is finished. (default: none, no limit)
      """, valueName: "bytes|none"),
    transform: Limit.reading(ByteSize.within(1...1 << 50)))
  var maxBytes: Limit<ByteSize>?

  @Option(
    help: .init(
      "End after this time: 90s, 5m, 2h. (default: none, no limit)", valueName: "time|none"),
    transform: Limit.reading(TimeSpan.positive))
  var maxTime: Limit<TimeSpan>?

  @Option(
    help: .init(
      "Fetch this many pages of one host at most. (default: none, no limit)",
      valueName: "pages|none"),
    transform: Limit.reading(Count.atLeast(1)))
  var maxPagesPerHost: Limit<Int>?

  @Option(
    help: .init(
      """
      Leave a host after this many errors: answers with 4xx or 5xx, and fetches that failed. \
      (default: none, no limit)
      """,
      valueName: "errors|none"),
    transform: Limit.reading(Count.atLeast(1)))
  var maxErrorsPerHost: Limit<Int>?

  package func apply(to plan: inout CrawlPlan) {
    if let maxPages { plan.maximumPages = maxPages.value }
    if let maxBytes { plan.maximumBytes = maxBytes.value.map { Int64($0.bytes) } }
    if let maxTime { plan.maximumTime = maxTime.value?.duration }
    if let maxPagesPerHost { plan.maximumPagesPerHost = maxPagesPerHost.value }
    if let maxErrorsPerHost { plan.maximumErrorsPerHost = maxErrorsPerHost.value }
  }
}
