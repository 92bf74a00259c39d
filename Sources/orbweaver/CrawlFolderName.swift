import Glibc
package import WebURL

/// The folder that a crawl goes to when nobody names one: `output/example.org-20260131T120000Z`.
package enum CrawlFolderName {
  /// A name that is free at this moment.
  static func standard(for seed: WebURL) -> String { free(name(for: seed, at: time(nil))) }

  /// A name that is free at this moment: `output/compare-example.org-20260131T120000Z`.
  static func comparison(of subject: String) -> String {
    free("output/compare-\(plain(subject))-\(stamp(time(nil)))")
  }

  private static func free(_ name: String) -> String {
    var (path, number) = (name, 1)
    while InputFile.exists(path) {
      number += 1
      path = "\(name)-\(number)"
    }
    return path
  }

  /// - Parameter instant: seconds since 1970.
  package static func name(for seed: WebURL, at instant: Int) -> String {
    "output/\(plain(seed.host ?? ""))-\(stamp(instant))"
  }

  /// A host as a name of files may have it.
  private static func plain(_ host: String) -> String {
    String(host.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "." ? $0 : "-" })
  }

  /// ISO 8601's basic format, in UTC.
  private static func stamp(_ instant: Int) -> String {
    var (instant, parts) = unsafe (instant, tm())
    unsafe gmtime_r(&instant, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = unsafe "\(parts.tm_year + 1_900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
    return unsafe "\(date)T\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))Z"
  }
}
