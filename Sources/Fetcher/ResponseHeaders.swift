/// The response headers that a crawl looks at.
///
/// A header that comes several times is joined with `, `, as RFC 9110, 5.3 allows, but for
/// `Location` and `Content-Type`, of which the last counts, and for `X-Robots-Tag`, where each header
/// may begin with whom it is meant for: a line feed stands between those.
package struct ResponseHeaders: Sendable, Hashable {
  package var contentType: String?
  package var contentLength: Int64?
  package var contentEncoding: String?
  package var location: String?
  package var retryAfter: String?
  package var robotsTag: String?
  package var link: String?
  package var refresh: String?
  package var entityTag: String?
  package var lastModified: String?
  package var cacheControl: String?
  package var server: String?

  package init() {}

  /// The media type, lower-cased, without parameters: `text/html`.
  package var mediaType: String? {
    guard let contentType else { return nil }
    let end = contentType.firstIndex { $0 == ";" || $0 == "," } ?? contentType.endIndex
    let type = contentType[..<end].filter { $0 != " " && $0 != "\t" }.lowercased()
    return type.isEmpty ? nil : type
  }

  /// The `charset` parameter of the content type, without quotes; the first that is not empty.
  package var charset: String? {
    guard let contentType else { return nil }
    // A comma is where a server joined two values.
    for parameter in contentType.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == ";" || $0 == "," }
    ).dropFirst() {
      let parts = parameter.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }).lowercased() == "charset" else {
        continue
      }
      let value = parts[1].filter { $0 != "\"" && $0 != "'" && !$0.isWhitespace }
      if !value.isEmpty { return value }
    }
    return nil
  }

  /// Takes in one header line as libcurl hands it over, line end included.
  ///
  /// - Parameter line: `Name: value\r\n`; other lines are ignored.
  mutating func read(_ line: Span<UInt8>) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), let key = Name(line, colon) else {
      return
    }
    let value = line.text(from: colon + 1)
    switch key {
    case .contentType: contentType = value
    case .contentLength: contentLength = Int64(value)
    case .contentEncoding: Self.join(value, to: &contentEncoding)
    case .location: location = value
    case .retryAfter: retryAfter = value
    case .robotsTag: Self.join(value, to: &robotsTag, separator: "\n")
    case .link: Self.join(value, to: &link)
    case .refresh: refresh = value
    case .entityTag: entityTag = value
    case .lastModified: lastModified = value
    case .cacheControl: Self.join(value, to: &cacheControl)
    case .server: server = value
    }
  }

  private static func join(
    _ value: String, to header: inout String?, separator: String = ", "
  ) {
    header = header.map { $0 + separator + value } ?? value
  }

  private enum Name: CaseIterable {
    case contentType, contentLength, contentEncoding, location, retryAfter, robotsTag
    case link, refresh, entityTag, lastModified, cacheControl, server

    private var text: StaticString {
      switch self {
      case .contentType: "content-type"
      case .contentLength: "content-length"
      case .contentEncoding: "content-encoding"
      case .location: "location"
      case .retryAfter: "retry-after"
      case .robotsTag: "x-robots-tag"
      case .link: "link"
      case .refresh: "refresh"
      case .entityTag: "etag"
      case .lastModified: "last-modified"
      case .cacheControl: "cache-control"
      case .server: "server"
      }
    }

    init?(_ line: Span<UInt8>, _ length: Int) {
      for name in Self.allCases
      where name.text.utf8CodeUnitCount == length && line.hasPrefix(ignoringCase: name.text) {
        self = name
        return
      }
      return nil
    }
  }
}

extension Span<UInt8> {
  fileprivate func firstIndex(of byte: UInt8) -> Int? {
    for index in indices where self[index] == byte { return index }
    return nil
  }

  /// - Parameter prefix: lower-case ASCII.
  fileprivate func hasPrefix(ignoringCase prefix: StaticString) -> Bool {
    guard count >= prefix.utf8CodeUnitCount else { return false }
    for index in 0..<prefix.utf8CodeUnitCount {
      var byte = self[index]
      if byte >= 0x41 && byte <= 0x5a { byte |= 0x20 }
      guard unsafe byte == prefix.utf8Start[index] else { return false }
    }
    return true
  }

  /// The bytes from an index on, without the white space around them, as text.
  fileprivate func text(from start: Int) -> String {
    var (low, high) = (start, count)
    while low < high && self[low].isLineSpace { low += 1 }
    while high > low && self[high - 1].isLineSpace { high -= 1 }
    return unsafe extracting(low..<high).withUnsafeBufferPointer {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }
}

extension UInt8 {
  fileprivate var isLineSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0d || self == 0x0a }
}
