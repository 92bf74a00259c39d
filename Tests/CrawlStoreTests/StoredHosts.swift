import CrawlStore

extension CrawlReader {
  /// All hosts at once.
  func storedHosts() throws -> [StoredHost] {
    var hosts: [StoredHost] = []
    try forEachHost { hosts.append($0) }
    return hosts
  }
}
