package import Digests

/// What a crawl found: all URLs that were fetched or failed, with the status of their answers, in a form
/// that says whether two crawls found the same, in whatever order.
///
/// Each URL's line is digested and the digests are summed modulo 2^128: crawls with the same lines have
/// the same sum, and others do not but by an accident of one in 2^128. It is no protection against
/// somebody who wants two sums to be alike.
package struct Findings: Sendable, Hashable, CustomStringConvertible {
  /// URLs that were fetched or failed.
  package private(set) var count = 0
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  package init() {}

  /// Takes in a line.
  package mutating func add(_ line: ContentDigest) {
    count += 1
    let (sum, overflow) = low.addingReportingOverflow(line.low)
    low = sum
    high = high &+ line.high &+ (overflow ? 1 : 0)
  }

  /// The sum in 32 hexadecimal digits.
  package var description: String { Self.digits(high) + Self.digits(low) }

  private static func digits(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Lines that only one of two crawls has: a URL and its status, or `failed`.
package struct FindingDifferences: Sendable, Equatable {
  package var onlyFirst: [String] = []
  package var onlySecond: [String] = []

  package init(onlyFirst: [String] = [], onlySecond: [String] = []) {
    (self.onlyFirst, self.onlySecond) = (onlyFirst, onlySecond)
  }
}
