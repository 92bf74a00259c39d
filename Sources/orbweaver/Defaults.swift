package import Crawler
import Glibc

extension CrawlPlan {
  /// A plan as it is before anybody chooses anything: what `--help` names as defaults.
  package static let standard = CrawlPlan(
    seeds: [], directory: "", parsers: cores, parserProgram: "")

  /// The processors that this process may run on.
  static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
