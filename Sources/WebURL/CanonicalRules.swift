/// Which URLs count as one: the rewrites that turn a URL into its canonical form.
///
/// Parsing has normalised already what the URL standard normalises: case of scheme and host,
/// default ports, dot segments, spelling of IP addresses. Each rule here is a policy that goes
/// further, has a name for the record, and can be switched. The rules are idempotent, alone and
/// together: canonicalising a canonical URL, reparsed or not, changes nothing. The fragment rules
/// apply to every URL, all others to http and https.
package struct CanonicalRules: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The fragment is dropped: no server ever sees it.
  package static let dropFragment = CanonicalRules(rawValue: 1 << 0)
  /// A `?` with nothing behind it is dropped: `/?` becomes `/`.
  package static let dropEmptyQuery = CanonicalRules(rawValue: 1 << 1)
  /// `%2f` becomes `%2F` (RFC 3986, section 6.2.2.1), in path and query.
  package static let upperCasePercent = CanonicalRules(rawValue: 1 << 2)
  /// `%7E` becomes `~` (RFC 3986, section 6.2.2.2), in path and query.
  package static let decodeUnreserved = CanonicalRules(rawValue: 1 << 3)
  /// Username and password are dropped: they say who asks, not for what.
  package static let dropUserinfo = CanonicalRules(rawValue: 1 << 4)
  /// The query's parameters are sorted by name, then value; empty ones are dropped.
  package static let sortQuery = CanonicalRules(rawValue: 1 << 5)
  /// Parameters that only tell where a click came from are dropped: `utm_…`, `gclid`, `fbclid` ….
  package static let dropTracking = CanonicalRules(rawValue: 1 << 6)
  /// Session numbers are dropped, from the query and behind `;` in the path.
  package static let dropSessionIDs = CanonicalRules(rawValue: 1 << 7)
  /// `/index.html` and its relatives at the end of the path become `/`.
  package static let dropIndexPage = CanonicalRules(rawValue: 1 << 8)
  /// `www.` at the start of the host is dropped where a domain with a dot remains.
  package static let dropWWW = CanonicalRules(rawValue: 1 << 9)
  /// A fragment that begins with `!` stays, whatever `dropFragment` says: it once named a page.
  package static let keepHashBang = CanonicalRules(rawValue: 1 << 10)

  /// What changes no page on any server that follows the RFCs.
  package static let standard: CanonicalRules = [
    .dropFragment, .dropEmptyQuery, .upperCasePercent, .decodeUnreserved, .dropUserinfo,
  ]

  /// Every rule with the name it goes by in options and records, in the order of application.
  package static let named: [(rule: CanonicalRules, name: String)] = [
    (.keepHashBang, "keep-hash-bang"), (.dropFragment, "drop-fragment"),
    (.dropUserinfo, "drop-userinfo"), (.dropWWW, "drop-www"),
    (.upperCasePercent, "uppercase-percent"), (.decodeUnreserved, "decode-unreserved"),
    (.dropSessionIDs, "drop-session-ids"), (.dropTracking, "drop-tracking"),
    (.sortQuery, "sort-query"), (.dropIndexPage, "drop-index-page"),
    (.dropEmptyQuery, "drop-empty-query"),
  ]

  /// The names of the rules in this set, in the order of application.
  package var names: [String] { Self.named.filter { contains($0.rule) }.map(\.name) }

  /// The names of the rules in this set, joined with commas.
  package var name: String { names.joined(separator: ",") }

  /// A list of rules that cannot be read.
  package struct ListError: Error, Hashable, CustomStringConvertible {
    package let word: String

    package var description: String {
      "there is no rule '\(word)'; the rules are \(CanonicalRules.named.map(\.name).joined(separator: ", "))"
    }
  }

  /// Reads a list of words with commas between: `NAME` switches a rule on, `no-NAME` off, from the
  /// standard rules on or, where the list begins with `none`, from none. Later words win.
  package init(list: String) throws(ListError) {
    var rules = CanonicalRules.standard
    for (index, word) in list.split(separator: ",").enumerated() {
      if index == 0, word == "none" || word == "standard" {
        if word == "none" { rules = [] }
      } else if let rule = CanonicalRules(named: String(word)) {
        rules.insert(rule)
      } else if word.hasPrefix("no-"), let rule = CanonicalRules(named: String(word.dropFirst(3))) {
        rules.remove(rule)
      } else {
        throw ListError(word: String(word))
      }
    }
    self = rules
  }

  /// The whole set as a list that `init(list:)` reads: from none, each rule by its name.
  package var list: String { (["none"] + names).joined(separator: ",") }

  /// The one rule called `name`, or nil.
  package init?(named name: String) {
    guard let rule = Self.named.first(where: { $0.name == name })?.rule else { return nil }
    self = rule
  }
}
