/// Names of parameters that say nothing about the page, in lower case; case does not matter.
package struct ParameterNames: Sendable {
  private let names: [StaticString]
  private let prefixes: [StaticString]

  /// Whether the name of `parameter`, which ends before its first `=`, is one of these.
  package func name(_ parameter: Span<UInt8>) -> Bool {
    for prefix in prefixes where parameter.startsIgnoringCase(prefix) { return true }
    for name in names {
      let length = name.utf8CodeUnitCount
      if parameter.startsIgnoringCase(name),
        parameter.count == length || parameter[length] == UInt8(ascii: "=")
      {
        return true
      }
    }
    return false
  }

  /// Numbers by which a server knows its visitor again where cookies fail: of Java, PHP, ASP, ColdFusion,
  /// and the shops and forums that made up their own.
  package static let session = ParameterNames(
    names: [
      "jsessionid", "phpsessid", "phpsessionid", "sessionid", "session_id", "sessid", "sid",
      "asp.net_sessionid", "cfid", "cftoken", "oscsid", "zenid",
    ],
    prefixes: ["aspsessionid"])

  /// Marks that advertisers, mailers and social networks put on links, by which the target's statistics
  /// learn where a click came from.
  static let tracking = ParameterNames(
    names: [
      "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "gad_source", "gad_campaignid", "srsltid",
      "_ga", "_gl", "_gac", "fbclid", "msclkid", "yclid", "ysclid", "_openstat", "twclid", "ttclid",
      "igshid", "igsh", "li_fat_id", "epik", "sccid", "rdt_cid", "mc_cid", "mc_eid", "mkt_tok",
      "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "vero_id", "vero_conv",
      "wickedid", "oly_anon_id", "oly_enc_id", "s_cid", "_kx", "irclickid", "cjevent",
      "pk_campaign", "pk_kwd", "piwik_campaign", "piwik_kwd",
    ],
    prefixes: ["utm_", "mtm_", "matomo_", "hsa_"])
}
