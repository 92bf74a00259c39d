package import HTTPSyntax

/// The response headers that a crawl looks at.
///
/// A header that comes several times is joined with `, `, as RFC 9110, 5.3 allows, but for `Location`
/// and `Refresh`, of which the last counts, and for `X-Robots-Tag`, where each header may begin with
/// whom it is meant for: a line feed stands between those. References in `Location`, `Refresh` and
/// `Link` that are not UTF-8 have their bytes beyond ASCII percent-encoded, so that the server gets them
/// back.
package struct ResponseHeaders: Sendable, Hashable {
  /// All `Content-Type` headers.
  package var contentType: String? {
    didSet { type = contentType.flatMap { MediaType(contentType: $0) } }
  }
  /// The last of them, as it came.
  package var lastContentType: String?
  /// What they mean together; nil where none is a type.
  package private(set) var type: MediaType?
  package var contentTypeOptions: String?
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
  package var mediaType: String? { type?.essence }

  /// The `charset` parameter of the content type.
  package var charset: String? { type?["charset"] }

  /// What decides which kind of document the body is.
  package var sniffer: BodySniffer {
    BodySniffer(
      type: type, lastContentType: lastContentType, contentTypeOptions: contentTypeOptions)
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
    case .contentType:
      Self.join(value, to: &contentType)
      lastContentType = value
    case .contentTypeOptions: Self.join(value, to: &contentTypeOptions)
    case .contentLength: contentLength = Int64(value).flatMap { $0 < 0 ? nil : $0 }
    case .contentEncoding: Self.join(value, to: &contentEncoding)
    case .location: location = line.reference(from: colon + 1)
    case .retryAfter: retryAfter = value
    case .robotsTag: Self.join(value, to: &robotsTag, separator: "\n")
    case .link: Self.join(line.reference(from: colon + 1), to: &link)
    case .refresh: refresh = line.reference(from: colon + 1)
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
    case contentType, contentTypeOptions, contentLength, contentEncoding, location, retryAfter
    case robotsTag, link, refresh, entityTag, lastModified, cacheControl, server

    private var text: StaticString {
      switch self {
      case .contentType: "content-type"
      case .contentTypeOptions: "x-content-type-options"
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
    unsafe extracting(trimmed(from: start)).withUnsafeBufferPointer {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }

  /// As `text(from:)`, but where that is not UTF-8 the bytes beyond ASCII are percent-encoded.
  fileprivate func reference(from start: Int) -> String {
    let range = trimmed(from: start)
    let valid = unsafe extracting(range).withUnsafeBufferPointer {
      unsafe String(validating: $0, as: UTF8.self)
    }
    if let valid { return valid }
    return range.reduce(into: "") { text, index in
      let byte = self[index]
      text +=
        byte < 0x80
        ? String(Unicode.Scalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
    }
  }

  private func trimmed(from start: Int) -> Range<Int> {
    var (low, high) = (start, count)
    while low < high && self[low].isLineSpace { low += 1 }
    while high > low && self[high - 1].isLineSpace { high -= 1 }
    return low..<high
  }
}

extension UInt8 {
  fileprivate var isLineSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0d || self == 0x0a }
}
