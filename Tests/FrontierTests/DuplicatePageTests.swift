import Frontier
import TestSupport
import Testing
import WebURL

/// Links of pages that repeat another one.
@Suite struct DuplicatePageTests {
  private func source(isDuplicate: Bool) -> LinkSource {
    var source = LinkSource(page: 1, depth: 1)
    source.isDuplicate = isDuplicate
    return source
  }

  @Test func theirLinksAreLeftOutUntilAnotherPageHasThem() throws {
    let bench = try FrontierBench(seeds: ["http://a.test/"]) { $0.skipsLinksOfDuplicates = true }
    let found = bench.discover(
      ["http://a.test/1", "http://a.test/2"], from: source(isDuplicate: true))
    #expect(found.newURLs.map(\.exclusion) == [.duplicatePage, .duplicatePage])
    #expect(bench.frontier.counts.excluded == 2)
    let again = bench.discover(["http://a.test/2"], from: source(isDuplicate: true))
    #expect(again.newURLs.isEmpty && again.admitted.isEmpty)
    let other = bench.discover(["http://a.test/2"], from: source(isDuplicate: false))
    #expect(other.admitted.map(\.id) == [found.targets[1]])
    #expect(bench.frontier.counts.excluded == 1)
  }

  @Test func withoutTheSettingTheyAreFollowed() throws {
    let bench = try FrontierBench(seeds: ["http://a.test/"])
    let found = bench.discover(["http://a.test/1"], from: source(isDuplicate: true))
    #expect(found.newURLs.map(\.exclusion) == [nil])
  }

  @Test func theReasonIsReadBack() {
    #expect(Exclusion(Exclusion.duplicatePage.description) == .duplicatePage)
  }
}
