import Foundation
import TestSupport
import Testing
import WebURL

/// What other canonicalisers expect, by the rules that mean the same. A case of another policy stands in
/// a list with its reason.
@Suite(.enabled(if: ConformanceSuite.has("canonical"), "\(ConformanceSuite.reason)"))
struct CanonicalSuiteTests {
  @Test func crawlerCommons() throws {
    let file = "canonical/crawler_commons_url_normalizer.jsonl"
    var tally = SuiteTally(file, listed: CanonicalDeviations.crawlerCommons)
    let rules = CanonicalRules.standard.union([.sortQuery, .dropSessionIDs])
    for row in try ConformanceSuite.rows(file, as: Row.self) {
      tally.count(row.name, WebURL(row.text)?.canonical(rules).href == row.expected)
    }
    #expect(tally.report() == [])
  }

  @Test func w3lib() throws {
    let file = "canonical/w3lib_canonicalize_url.jsonl"
    var tally = SuiteTally(file, listed: CanonicalDeviations.w3lib)
    for row in try ConformanceSuite.rows(file, as: Row.self) {
      var rules: CanonicalRules = [
        .upperCasePercent, .decodeUnreserved, .sortQuery, .dropEmptyQuery,
      ]
      if row.options?.keep_fragments != true { rules.insert(.dropFragment) }
      tally.count(row.name, WebURL(row.text)?.canonical(rules).href == row.expected)
    }
    #expect(tally.report() == [])
  }

  private struct Row: Decodable {
    struct Options: Decodable {
      let keep_fragments: Bool?
      let keep_blank_values: Bool?
      let query_separator: String?
      let encoding: String?
      let idn: String?
    }

    let input: String?
    let input_base64: String?
    let expected: String?
    let options: Options?

    var text: String {
      input ?? String(decoding: Data(base64Encoded: input_base64 ?? "") ?? Data(), as: UTF8.self)
    }

    /// The input, and the options without which it is another case.
    var name: String {
      text + (options?.keep_fragments == true ? " keep_fragments" : "")
        + (options?.keep_blank_values == false ? " no blank values" : "")
        + (options?.query_separator.map { " separator \($0)" } ?? "")
        + (options?.encoding.map { " in \($0)" } ?? "") + (options?.idn.map { " idn \($0)" } ?? "")
    }
  }
}

/// The cases that come out otherwise, by the reason for it.
private enum CanonicalDeviations {
  static let crawlerCommons = byName([
    "the URL standard leaves this ASCII character as it is; encoding it would make another URL": [
      "http://x.com/?x[y]=1", "http://example.com/[x]",
      "http://www.example.com/a/c/../b/search?q=foobar^",
      "http://www.example.com/a/c/../b/search?q=foobar`",
      "http://www.example.com/a/c/../b/search?q=foobar|",
    ],
    "the URL standard leaves a % that begins no triplet as it is": [
      "https://www.last.fm/music/Prefuse+73/_/90%+of+My+Mind+Is+With+You",
      "http://www.example.com/a/c/../b/search?q=foobar%", "http://www.example.com/p%zz%77%v",
      "http://www.example.com/search?q=foobar%", "http://www.example.com/search?q=foobar%2",
    ],
    "an empty segment is one: servers may answer otherwise": [
      "http://foo.com//aa/bb/foo.html", "http://foo.com/aa//bb/foo.html",
      "http://foo.com/aa/bb//foo.html", "http://foo.com//aa//bb//foo.html",
      "http://foo.com////aa////bb//foo.html", "http://foo.com////aa////bb////foo.html",
    ],
    "by the URL standard this is no URL": [
      "ftp:/", "http:////", "http:///////", "foo.com/index.html",
    ],
    "by the URL standard a file URL has its // and keeps empty segments": [
      "file:/path/index.html", "file:/var/www/html/////./bar/index.html",
      "file:/var/www/html/foo/../bar/index.html",
    ],
    "a name with a dot at its end is another origin": ["https://www.example.org./"],
    "a= and a are different, and so is =1: programs tell them apart": [
      "http://foo.com/index?a=1&b=", "http://foo.com/index?b=&a=1",
      "http://foo.com/index?&=1&a=1", "http://foo.com/index?=1&b=1&a=1",
    ],
    "the URL standard writes an IPv6 address without dots": ["http://[::ffff:127.0.0.1]/"],
    "hosts are in ASCII, always": [
      "http://xn--schne-lua.xn--bcher-kva.de/ idn UNICODE",
      "https://xn--90ax2c.xn--p1ai/ idn UNICODE", "http://schöne.xn--bcher-kva.de/ idn NONE",
    ],
  ])

  static let w3lib = byName([
    "; separates no parameters (URL standard, section 5.1)": [
      "http://www.example.com/do?c=1;b=2;a=3 separator ;"
    ],
    "a parameter without a value stays, and stays as it is": [
      "http://www.example.com/do?b=&a=2 no blank values",
      "http://www.example.com/do?b=&c&a=2 no blank values", "http://www.example.com/do?b=&c&a=2",
    ],
    "only unreserved characters are decoded, none is encoded anew, + and %20 stay as they are": [
      "http://www.example.com/do?1750,4", "http://www.example.com/do?q=a space&a=1",
      "http://www.example.com/do?q=a%20space&a=1", "https://example.com/a%23b%2cc#bash",
      "http://www.example.com/do?price(£)=500&a=1",
    ],
    "the document's encoding is the page parser's to apply; without a document it is UTF-8": [
      "http://www.example.com/résumé?q=résumé in latin1",
      "http://www.example.com/résumé?country=Россия in cp1251",
      "http://はじめよう.みんな/?query=サ&maxResults=5 in iso2022jp",
    ],
    "a relative reference is no URL": [
      "a#frag", "a#frag keep_fragments", "a?b=1#frag", "?b=1",
    ],
    "the URL standard leaves the host of another scheme as it is": [
      "sftp://UsEr:PaSsWoRd@www.EXAMPLE.com/"
    ],
    "IDNA as the web has it allows empty and long labels": [
      "http://.éxamplé.com/résumé?q=résumé",
      "http://www.\(String(repeating: "éxamplé", count: 11)).com/résumé?q=résumé",
    ],
  ])

  private static func byName(_ reasons: [String: [String]]) -> [String: String] {
    var names: [String: String] = [:]
    for (reason, cases) in reasons { for name in cases { names[name] = reason } }
    return names
  }
}
