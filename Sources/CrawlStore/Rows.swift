package import WebURL

/// One origin that the crawl has met: a row of `hosts`.
package struct HostRow: Sendable, Equatable {
  /// Dense, from 1, given by whoever fills the batch.
  package var id: UInt32
  /// `scheme://host[:port]`, the port only where it is not the scheme's own.
  package var origin: String
  package var scheme: String
  /// The host name in ASCII, or the address.
  package var name: String
  package var port: UInt16
  /// The public suffix and one label more, or nil for addresses and bare suffixes.
  package var registrableDomain: String?

  package init(
    id: UInt32, origin: String, scheme: String, name: String, port: UInt16,
    registrableDomain: String?
  ) {
    self.id = id
    self.origin = origin
    self.scheme = scheme
    self.name = name
    self.port = port
    self.registrableDomain = registrableDomain
  }
}

/// What a host's robots.txt said when last asked: a row of `robots`.
package struct RobotsRow: Sendable, Equatable {
  package var host: UInt32
  /// Unix time in milliseconds.
  package var fetchedAt: Int64
  /// The HTTP status, or 0 when no answer came.
  package var status: Int
  /// What follows for the crawl: `rules`, `allow all: http 404`, `disallow for now: http 503`, …
  package var outcome: String
  /// The file as it came, up to the crawler's limit. Nil, when written, for the one that is there:
  /// that, the pause and the four members below then stay what they are.
  package var text: [UInt8]? = []
  /// Unix time in milliseconds after which it is to be fetched again.
  package var expiresAt: Int64
  /// The pause that it asks of this crawler, by `Crawl-delay` or `Request-rate`, in milliseconds.
  package var crawlDelayMs: Int64?
  /// Where redirects led to; nil where there were none.
  package var url: String?
  package var redirects = 0
  package var etag: String?
  package var lastModified: String?

  package init(host: UInt32, fetchedAt: Int64, status: Int, outcome: String, expiresAt: Int64) {
    self.host = host
    self.fetchedAt = fetchedAt
    self.status = status
    self.outcome = outcome
    self.expiresAt = expiresAt
  }
}

/// A URL seen for the first time: a row of `urls`. Its text stands in `CrawlBatch.urlText`.
package struct URLRow: Sendable, Equatable {
  /// Dense, from 1, given by whoever fills the batch.
  package var id: UInt32
  package var host: UInt32
  /// The keyed 64-bit fingerprint of the canonical text.
  package var fingerprint: UInt64
  /// Where the text starts in `CrawlBatch.urlText`, in bytes.
  package var textOffset: UInt32
  /// The text's length in bytes.
  package var textLength: UInt32
  /// Links from the nearest seed.
  package var depth: UInt16
  /// Redirects that led to it.
  package var hops: UInt8
  /// The URL whose page showed it first; nil for seeds.
  package var via: UInt32?
  /// How it was shown first.
  package var kind: LinkKind
  /// Never `leased`.
  package var state: URLState
  /// Why it is in that state, from a vocabulary of few texts.
  package var reason: String
}

/// One page's references to one URL: a row of `links`. Plain bytes, no reference counts.
package struct LinkRow: Sendable, Equatable {
  /// The URL of the page that holds the link.
  package var source: UInt32
  /// The URL that it points to.
  package var target: UInt32
  package var kind: LinkKind
  package var relation: LinkRelation
  /// How often the page holds it with this kind and relation.
  package var count: UInt16

  package init(
    source: UInt32, target: UInt32, kind: LinkKind, relation: LinkRelation = [], count: UInt16 = 1
  ) {
    self.source = source
    self.target = target
    self.kind = kind
    self.relation = relation
    self.count = count
  }
}

/// A URL that was left out at first, and is queued now because of a better link to it.
package struct AdmissionRow: Sendable, Equatable {
  package var url: UInt32
  /// As in `URLRow`, by the link that brings it in.
  package var depth: UInt16
  package var hops: UInt8
  package var via: UInt32?
  package var kind: LinkKind
  /// Why it is queued.
  package var reason: String

  package init(
    url: UInt32, depth: UInt16, hops: UInt8, via: UInt32?, kind: LinkKind, reason: String
  ) {
    self.url = url
    self.depth = depth
    self.hops = hops
    self.via = via
    self.kind = kind
    self.reason = reason
  }
}

/// What politeness must remember of a host from one run of a crawl to the next: a row of
/// `host_states`. Times are Unix times in milliseconds.
package struct HostStateRow: Sendable, Equatable {
  package var host: UInt32
  /// When a request to it began or ended last.
  package var contactedAt: Int64
  /// No request may start earlier.
  package var restsUntil: Int64
  /// The smoothed time to answer, in microseconds; nil before the first answer.
  package var responseMicros: Int64?
  /// Failures to connect since the last answer.
  package var failures: Int
  /// Tries of robots.txt in a row that brought no answer, and when the first of them ended.
  package var robotsFailures: UInt8
  package var robotsFailingSince: Int64?
  /// Whether they were so many that the host's pages failed.
  package var isRobotsGivenUp: Bool

  package init(host: UInt32, contactedAt: Int64, restsUntil: Int64) {
    self.host = host
    self.contactedAt = contactedAt
    self.restsUntil = restsUntil
    failures = 0
    robotsFailures = 0
    isRobotsGivenUp = false
  }
}

/// What was spent on a host.
package struct HostUsage: Sendable, Equatable {
  /// Body bytes that came over the wire.
  package let wireBytes: Int64
  /// Answers with a status of 400 or more, and URLs that failed; not those that failed untried because the
  /// whole host was given up.
  package let errors: Int

  package init(wireBytes: Int64, errors: Int) {
    self.wireBytes = wireBytes
    self.errors = errors
  }
}

/// A try of a URL that brought no answer that counts: a row of `failed_tries`.
package struct FailedTryRow: Sendable, Equatable {
  package var url: UInt32
  /// Which try it was, from 1.
  package var attempt: UInt8
  /// When it ended: Unix time in milliseconds.
  package var at: Int64
  /// What came of it, from a vocabulary of few texts.
  package var reason: String

  package init(url: UInt32, attempt: UInt8, at: Int64, reason: String) {
    (self.url, self.attempt, self.at, self.reason) = (url, attempt, at, reason)
  }
}

/// A change of a URL's state.
package struct StateRow: Sendable, Equatable {
  package var url: UInt32
  /// Never `leased`.
  package var state: URLState
  /// Why it is in that state, from a vocabulary of few texts.
  package var reason: String
  /// Fetches tried so far.
  package var tries: UInt8
  /// Unix time in milliseconds before which it is not to be tried again.
  package var retryAt: Int64?

  package init(
    url: UInt32, state: URLState, reason: String, tries: UInt8, retryAt: Int64? = nil
  ) {
    self.url = url
    self.state = state
    self.reason = reason
    self.tries = tries
    self.retryAt = retryAt
  }
}
