import SyntheticWeb
import Testing
import orbweaver

struct SyntheticSpecTests {
  @Test func allNumbersAreRead() throws {
    let spec = try SyntheticSpec(
      reading: "hosts=4,pages=500,latency=50ms,links=30,size=16K,seed=7")
    #expect(spec.shape.hosts == 4 && spec.shape.pagesPerHost == 500)
    #expect(spec.shape.linksPerPage == 30 && spec.shape.bodyBytes == 16_384)
    #expect(spec.shape.seed == 7 && spec.latency == 0.05)
    #expect(spec.shape.latency == .milliseconds(50) ... .milliseconds(50))
  }

  @Test(arguments: ["", "pages=3", "latency=0.02,hosts=2", "size=1M,seed=18446744073709551615"])
  func whatItSaysReadsAsTheSame(_ text: String) throws {
    let spec = try SyntheticSpec(reading: text)
    #expect(try SyntheticSpec(reading: spec.description) == spec)
  }

  @Test func theRestIsUsual() throws {
    var usual = WebShape()
    #expect(try SyntheticSpec(reading: "").shape == usual)
    usual.hosts = 2
    #expect(try SyntheticSpec(reading: "hosts=2").shape == usual)
  }

  @Test(arguments: [
    ("page=3", "there is no 'page'; the keys are hosts, pages, links, size, latency and seed"),
    (
      "hosts=1,,pages=2", "there is no ''; the keys are hosts, pages, links, size, latency and seed"
    ),
    ("hosts=0", "hosts: write a whole number from 1 to 1000"),
    ("latency=soon", "latency: write a time of a year at most like 0.5, 500ms, 30s, 5m or 2h"),
    ("seed=-1", "seed: write a whole number, 0 or more"), ("pages", "write pages=VALUE"),
    ("links=1,links=2", "'links' stands there twice"),
    ("size=1T", "size: write a number of bytes like 512K or 10M, 64M at most"),
  ])
  func errorsNameTheKey(_ text: String, _ message: String) {
    let error = #expect(throws: (any Error).self) { try SyntheticSpec(reading: text) }
    #expect(error.map { "\($0)" } == message)
  }
}
