import ParserPool
import Testing

struct PoolPeakTests {
  @Test func noMoreCountThanWorkedAtOnce() {
    var peaks = PoolPeaks()
    #expect(peaks.residentBytes == 0 && peaks.processes == 0)
    peaks.started(total: 1)
    peaks.started(total: 2)
    for peak in [10, 30, 20] as [Int64] { peaks.ended(peak: peak) }
    // One of the three came in the place of another.
    peaks.started(total: 1)
    #expect(peaks.processes == 2)
    #expect(peaks.residentBytes == 50)
  }
}
