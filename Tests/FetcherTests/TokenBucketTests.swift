import TestSupport
import Testing

@testable import Fetcher

/// The bucket by itself, with a clock that only moves when told.
@Suite struct TokenBucketTests {
  private let start = ContinuousClock.now

  @Test func itBeginsFullWithAQuarterOfASecond() {
    var bucket = TokenBucket(rate: 1000, now: start)
    for _ in 0..<249 {
      #expect(bucket.hasTokens(now: start))
      bucket.take(1, now: start)
    }
    #expect(bucket.hasTokens(now: start))
    bucket.take(1, now: start)
    #expect(!bucket.hasTokens(now: start))
  }

  @Test func itFillsWithTimeAndNotBeyondItsSize() {
    var bucket = TokenBucket(rate: 1000, now: start)
    bucket.take(250, now: start)
    #expect(!bucket.hasTokens(now: start))
    #expect(abs((bucket.worthAskingAt - start) / .milliseconds(1) - 50) < 0.001)
    #expect(bucket.hasTokens(now: start + .milliseconds(50)))
    bucket.take(50, now: start + .milliseconds(50))
    #expect(!bucket.hasTokens(now: start + .milliseconds(50)))
    // A day later it holds no more than at first.
    #expect(bucket.hasTokens(now: start + .seconds(86_400)))
    bucket.take(250, now: start + .seconds(86_400))
    #expect(!bucket.hasTokens(now: start + .seconds(86_400)))
  }

  @Test func whatIsOwedIsWaitedFor() {
    var bucket = TokenBucket(rate: 1000, now: start)
    bucket.take(5250, now: start)
    // But for the last digit of a floating-point number.
    #expect(abs((bucket.worthAskingAt - start) / .milliseconds(1) - 5050) < 0.001)
    #expect(!bucket.hasTokens(now: start + .milliseconds(4999)))
    #expect(bucket.hasTokens(now: start + .milliseconds(5001)))
  }

  /// Whoever asks, however often and for however much: over each span of time no more is taken than the
  /// rate, a burst and one taking.
  @Test(arguments: 0..<50) func noMoreThanTheRateAndABurst(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let rate = [1, 10, 1000, 500_000, 1 << 30].randomElement(using: &generator) ?? 1
    let most = Int64.random(in: 1...100_000, using: &generator)
    var bucket = TokenBucket(rate: rate, now: start)
    var taken: [(at: Double, sum: Int64)] = [(0, 0)]
    var (now, sum) = (start, Int64(0))
    for _ in 0..<300 {
      if Bool.random(using: &generator) {
        now += .nanoseconds(Int64.random(in: 0...2_000_000_000, using: &generator))
      } else {
        now = max(now, bucket.worthAskingAt)
      }
      guard bucket.hasTokens(now: now) else { continue }
      let bytes = Int64.random(in: 1...most, using: &generator)
      bucket.take(bytes, now: now)
      sum += bytes
      taken.append(((now - start) / .seconds(1), sum))
    }
    let allowed = Double(rate) / 4 + Double(most) + 1
    for (index, first) in taken.enumerated() {
      for later in taken[index...] {
        let bytes = Double(later.sum - first.sum)
        let isWithin = bytes <= (later.at - first.at) * Double(rate) + allowed
        #expect(isWithin, "seed \(seed): \(bytes) bytes from \(first.at) s to \(later.at) s")
        if !isWithin { return }
      }
    }
  }
}
