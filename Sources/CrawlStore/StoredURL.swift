package import WebURL

/// A URL as it stands in the database; its text comes beside it.
package struct StoredURL: Sendable, Equatable {
  package var id: UInt32
  package var host: UInt32
  package var fingerprint: UInt64
  package var depth: UInt16
  package var via: UInt32?
  package var kind: LinkKind
  package var state: URLState
  package var tries: UInt8
  /// Unix time in milliseconds.
  package var retryAt: Int64?
  /// Redirects that led to it.
  package var hops: UInt8
  /// The id of the reason for its state; see `CrawlReader.reasons`.
  package var reason: Int64

  package init(
    id: UInt32, host: UInt32, fingerprint: UInt64, depth: UInt16, via: UInt32?, kind: LinkKind,
    state: URLState, tries: UInt8, retryAt: Int64?, hops: UInt8 = 0, reason: Int64 = 1
  ) {
    self.id = id
    self.host = host
    self.fingerprint = fingerprint
    self.depth = depth
    self.via = via
    self.kind = kind
    self.state = state
    self.tries = tries
    self.retryAt = retryAt
    self.hops = hops
    self.reason = reason
  }
}

/// A sitemap as it stands in the database.
package struct StoredSitemap: Sendable {
  package let id: UInt32
  package let host: UInt32
  package let url: [UInt8]
  /// Who named it.
  package let origin: String
  /// Index files, and redirects, on the way to it.
  package let depth: UInt16
  package let hops: UInt8
  package let isInvited: Bool
  package let state: URLState
  package let tries: UInt8
  /// Unix time in milliseconds.
  package let retryAt: Int64?

  package init(
    id: UInt32, host: UInt32, url: [UInt8], origin: String, depth: UInt16, hops: UInt8,
    isInvited: Bool, state: URLState, tries: UInt8, retryAt: Int64?
  ) {
    self.id = id
    self.host = host
    self.url = url
    self.origin = origin
    self.depth = depth
    self.hops = hops
    self.isInvited = isInvited
    self.state = state
    self.tries = tries
    self.retryAt = retryAt
  }
}
