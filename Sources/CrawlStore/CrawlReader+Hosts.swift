/// Hosts, and what is known of each.
extension CrawlReader {
  /// A host with what its robots.txt said and what politeness remembers of it, where there is that.
  package struct StoredHost: Sendable {
    package let row: HostRow
    package let robots: RobotsRow?
    package let state: HostStateRow?
  }

  /// Calls the body with every host in the order of their ids. O(hosts) time, O(1) memory: the three
  /// tables are walked side by side.
  package func forEachHost(_ body: (StoredHost) -> Void) throws(StoreError) {
    let hosts = try database.statement(
      "SELECT id, origin, scheme, name, port, domain FROM hosts ORDER BY id")
    let robots = try database.statement(
      """
      SELECT host, fetched_at, status, outcome, expires_at, crawl_delay_ms, url, redirects, etag,
        last_modified, text
      FROM robots ORDER BY host
      """)
    let states = try database.statement(
      """
      SELECT host, contacted_at, rests_until, response_us, failures, robots_failures,
        robots_failing_since, robots_given_up FROM host_states ORDER BY host
      """)
    var nextRobots = try nextHost(robots)
    var nextState = try nextHost(states)
    while try hosts.step("reading the hosts") {
      let row = try host(hosts)
      let id = Int64(row.id)
      while let other = nextRobots, other < id { nextRobots = try nextHost(robots) }
      while let other = nextState, other < id { nextState = try nextHost(states) }
      body(
        StoredHost(
          row: row, robots: nextRobots == id ? try self.robots(robots) : nil,
          state: nextState == id ? try state(states) : nil))
    }
  }

  /// The host that the next row of a statement is about; nil when there is none.
  private func nextHost(_ statement: borrowing Statement) throws(StoreError) -> Int64? {
    try statement.step("reading what is known of hosts") ? statement.integer(0) : nil
  }

  private func host(_ row: borrowing Statement) throws(StoreError) -> HostRow {
    HostRow(
      id: try number(row, 0), origin: row.text(1) ?? "", scheme: row.text(2) ?? "",
      name: row.text(3) ?? "", port: try number(row, 4), registrableDomain: row.text(5))
  }

  private func robots(_ row: borrowing Statement) throws(StoreError) -> RobotsRow {
    var robots = RobotsRow(
      host: try number(row, 0), fetchedAt: row.integer(1), status: Int(row.integer(2)),
      outcome: row.text(3) ?? "", expiresAt: row.integer(4))
    robots.crawlDelayMs = row.optionalInteger(5)
    robots.url = row.text(6)
    robots.redirects = Int(row.integer(7))
    robots.etag = row.text(8)
    robots.lastModified = row.text(9)
    robots.text = row.bytes(10)
    return robots
  }

  private func state(_ row: borrowing Statement) throws(StoreError) -> HostStateRow {
    var state = HostStateRow(
      host: try number(row, 0), contactedAt: row.integer(1), restsUntil: row.integer(2))
    state.responseMicros = row.optionalInteger(3)
    state.failures = try number(row, 4)
    state.robotsFailures = try number(row, 5)
    state.robotsFailingSince = row.optionalInteger(6)
    state.isRobotsGivenUp = row.integer(7) != 0
    return state
  }
}
