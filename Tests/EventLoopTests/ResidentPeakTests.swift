import EventLoop
import Testing

struct ResidentPeakTests {
  @Test func thisProcessHasOne() throws {
    let before = try #require(ResidentPeak.bytes())
    #expect(before > 1 << 20)
    let much = [UInt8](repeating: 1, count: 64 << 20)
    let after = try #require(ResidentPeak.bytes())
    #expect(after >= Int64(much.count))
  }

  @Test func nobodyHasNone() { #expect(ResidentPeak.bytes(of: -1) == nil) }

  @Test(
    arguments: [
      ("Name:\tx\nVmHWM:\t     123 kB\nVmRSS:\t 1 kB\n", 125_952), ("VmHWM: 7 kB", 7_168),
      ("Name:\tVmHWM: 7 kB\n", nil), ("VmHWM:\tmany kB\n", nil), ("", nil),
    ] as [(String, Int64?)])
  func textIsRead(_ text: String, _ bytes: Int64?) {
    #expect(ResidentPeak.bytes(in: Array(text.utf8)) == bytes)
  }
}
