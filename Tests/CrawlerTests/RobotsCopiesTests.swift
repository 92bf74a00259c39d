import CrawlStore
import Crawler
import Testing

@Suite struct RobotsCopiesTests {
  /// A crawl of a million hosts does not keep a million tags.
  @Test func onlySoManyAreKept() {
    var copies = RobotsCopies()
    for host in 1...200_000 as ClosedRange<UInt32> {
      var row = RobotsRow(host: host, fetchedAt: 0, status: 200, outcome: "rules", expiresAt: 0)
      row.etag = "\"\(host)\""
      copies[host] = RobotsCopy(row, origin: "http://h\(host).test")
      #expect(copies[host] != nil)
    }
    #expect((1...200_000 as ClosedRange<UInt32>).count { copies[$0] != nil } <= 1 << 16)
    copies[200_000] = nil
    #expect(copies[200_000] == nil)
  }
}
