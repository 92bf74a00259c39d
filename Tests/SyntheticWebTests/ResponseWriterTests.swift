import SyntheticWeb
import Testing

@Suite struct ResponseWriterTests {
  private func script(
    _ response: CannedResponse, _ change: (inout ResponseWriter.Request) -> Void = { _ in }
  ) -> [WireScript.Step] {
    var request = ResponseWriter.Request()
    change(&request)
    return ResponseWriter.script(for: response, to: request).steps
  }

  private func text(_ steps: [WireScript.Step]) -> String {
    var text = ""
    for case .send(let bytes, let times, _) in steps {
      for _ in 0..<(times ?? 1) { text += String(decoding: bytes, as: UTF8.self) }
    }
    return text
  }

  private let ok = CannedResponse.text("hello")
  private let top = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

  @Test func anOrdinaryAnswerIsOneWrite() {
    let steps = script(ok)
    #expect(steps.count == 1)
    #expect(text(steps) == top + "Content-Length: 5\r\n\r\nhello")
  }

  @Test func headHasNoBody() {
    #expect(text(script(ok) { $0.isHead = true }) == top + "Content-Length: 5\r\n\r\n")
  }

  @Test func connectionFieldsSuitTheRequest() {
    let closing = script(ok) { $0.keepsAlive = false }
    #expect(text(closing) == top + "Content-Length: 5\r\nConnection: close\r\n\r\nhello")
    #expect(closing.last == .end(.close))
    let old = script(ok) { $0.minorVersion = 0 }
    #expect(text(old) == top + "Content-Length: 5\r\nConnection: keep-alive\r\n\r\nhello")
  }

  @Test func chunksEndWithAnEmptyOne() {
    #expect(
      text(script(ok.with(.chunked)))
        == top + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    let old = script(ok.with(.chunked)) { $0.minorVersion = 0 }
    #expect(text(old) == top + "Connection: close\r\n\r\nhello")
  }

  @Test func someStatusCodesHaveNoBody() {
    #expect(text(script(.status(204))).hasSuffix("charset=utf-8\r\n\r\n"))
  }

  @Test func cutsAndEndings() {
    for (fault, ending) in [
      (Fault.drop(afterBodyBytes: 2), WireScript.Ending.close),
      (.reset(afterBodyBytes: 2), .reset), (.stall(afterBodyBytes: 2), .hang),
    ] {
      let steps = script(ok.with(fault))
      #expect(text(steps) == top + "Content-Length: 5\r\n\r\nhe")
      #expect(steps.last == .end(ending))
    }
    #expect(script(ok.with(.silence)) == [.end(.hang)])
  }

  @Test func cutsFallIntoRepeatedPieces() {
    let large = CannedResponse().with(.large(bytes: 50_000))
    #expect(large.bodyLength == 50_000)
    for limit in [0, 1, 16_000, 49_999, 50_000, 60_000] {
      let whole = text(script(large))
      let cut = text(script(large.with(.drop(afterBodyBytes: limit))))
      #expect(cut == whole.prefix(whole.count - max(0, 50_000 - limit)))
    }
  }

  @Test func otherFaults() {
    #expect(text(script(ok.with(.wrongLength(by: 7)))).contains("Content-Length: 12\r\n"))
    #expect(text(script(ok.with(.wrongLength(by: -2)))).contains("Content-Length: 3\r\n"))
    #expect(text(script(ok.with(.headerLine("?\u{1}")))).contains("\r\n?\u{1}\r\n"))
    #expect(text(script(ok.with(.unavailable(retryAfter: 9)))).contains("Retry-After: 9\r\n"))
    #expect(script(ok.with(.delay(.seconds(1)))).first == .pause(.seconds(1)))
    let endless = script(ok.with(.endless))
    #expect(text(endless).contains("chunked"))
    let hasEnd = endless.contains { if case .send(_, nil, _) = $0 { true } else { false } }
    #expect(hasEnd)
    let exact = script(.verbatim(Array("x".utf8)))
    #expect(exact == [.send(Array("x".utf8), times: 1, pace: nil), .end(.close)])
  }

  @Test func aDripSendsTheHeadAtOnce() {
    let steps = script(ok.with(.drip(bytes: 2, every: .milliseconds(3))))
    var player = WirePlayer(WireScript(steps))
    var trace: [String] = []
    loop: while true {
      switch player.next() {
      case .send(let bytes, let range):
        trace.append(String(decoding: bytes[range], as: UTF8.self))
        player.sent(range.count)
      case .pause: trace.append("-")
      case .end, .finished: break loop
      }
    }
    #expect(trace.dropFirst() == ["he", "-", "ll", "-", "o"])
  }

  @Test func aPlayerGoesOnWhereTheKernelStopped() {
    let script = WireScript([
      .send([1, 2, 3], times: 2, pace: nil), .pause(.zero), .send([4], times: 1, pace: nil),
    ])
    var player = WirePlayer(script)
    var sent: [UInt8] = []
    var pauses = 0
    loop: while true {
      switch player.next() {
      case .send(let bytes, let range):
        sent.append(bytes[range.lowerBound])
        player.sent(1)
      case .pause: pauses += 1
      case .end, .finished: break loop
      }
    }
    #expect(sent == [1, 2, 3, 1, 2, 3, 4])
    #expect(pauses == 1)
  }
}
