/// Where the parts of a serialised URL stand, as byte offsets into it:
///
///     https://user:pass@example.com:8080/path?query#fragment
///          |      |     |          |    |    |     |
///          |      |     |          |    |    |     fragmentStart (the "#")
///          |      |     |          |    |    queryStart (the "?")
///          |      |     |          |    pathStart
///          |      |     |          hostEnd
///          |      |     hostStart
///          |      usernameEnd
///          schemeEnd (the ":")
struct URLComponents: Sendable, Hashable {
  var scheme = URLScheme.notSpecial
  /// Whether the URL's host is not null in the standard's sense; it may still be empty.
  var hasHost = false
  /// `mailto:` and its like: the path is no list of segments and relative references fail.
  var hasOpaquePath = false
  /// Nil when it is the scheme's default, as the standard has it.
  var port: UInt16?
  var schemeEnd = 0
  var usernameEnd = 0
  var hostStart = 0
  var hostEnd = 0
  var pathStart = 0
  /// -1 when there is no query; an empty query is one.
  var queryStart = -1
  /// -1 when there is no fragment.
  var fragmentStart = -1

  var hasQuery: Bool { queryStart >= 0 }
  var hasFragment: Bool { fragmentStart >= 0 }
  var hasCredentials: Bool { hasHost && hostStart > schemeEnd + 3 }
  /// Where a relative reference that begins with a slash is put. It differs from `pathStart` only
  /// where there is no host and `/.` keeps the path from looking like one.
  var authorityEnd: Int { hasHost ? pathStart : schemeEnd + 1 }

  func pathEnd(in length: Int) -> Int { hasQuery ? queryStart : queryEnd(in: length) }
  func queryEnd(in length: Int) -> Int { hasFragment ? fragmentStart : length }
}
