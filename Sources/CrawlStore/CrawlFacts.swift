/// The tables `crawl` and `settings`: what a crawl knows about itself, as texts.
enum CrawlFacts {
  /// Sets rows of `crawl`, replacing what was there under the same keys.
  static func write(
    _ facts: [(key: String, value: String)], to database: CrawlDatabase
  ) throws(StoreError) {
    try write(
      facts, to: database, by: "INSERT OR REPLACE INTO crawl VALUES (?, ?)",
      "writing what the crawl is")
  }

  /// Adds rows to `settings`, in order, as those of a run of the crawl.
  static func write(
    settings: [(name: String, value: String)], ofRun run: Int = 1, to database: CrawlDatabase
  ) throws(StoreError) {
    try write(
      settings, to: database, by: "INSERT INTO settings (run, name, value) VALUES (\(run), ?, ?)",
      "writing the settings")
  }

  private static func write(
    _ pairs: [(String, String)], to database: CrawlDatabase, by sql: String,
    _ purpose: StaticString
  ) throws(StoreError) {
    try database.perform { () throws(StoreError) in
      let statement = try database.statement(sql)
      try database.execute("BEGIN IMMEDIATE", for: purpose)
      for (name, value) in pairs {
        statement.bind(name, at: 1)
        statement.bind(value, at: 2)
        try statement.run(purpose)
      }
      try database.execute("COMMIT", for: purpose)
    }
  }
}
