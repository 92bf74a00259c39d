package import Digests

/// What the columns of `pages` say about duplicates, in SQL.
enum DuplicateColumns {
  /// The digest of the page `p` in hexadecimal, or NULL.
  static let digest = "nullif(lower(hex(p.digest)), '')"

  /// `exact` where the page `p` has the bytes of the page `o` that it repeats, `near` where it has only
  /// about the same text; NULL where it repeats none.
  static let kind = """
    CASE WHEN p.duplicate_of IS NULL THEN NULL WHEN p.digest = o.digest THEN 'exact' ELSE 'near' END
    """
}

/// By what a page of an earlier run can be told again.
package struct StoredContent: Sendable, Equatable {
  /// The id of its URL.
  package var url: UInt32
  package var digest: ContentDigest?
  package var simhash: UInt64?
  package var words: UInt32
  /// Whether it repeats an earlier page.
  package var isDuplicate: Bool

  package init(
    url: UInt32, digest: ContentDigest?, simhash: UInt64?, words: UInt32, isDuplicate: Bool
  ) {
    self.url = url
    self.digest = digest
    self.simhash = simhash
    self.words = words
    self.isDuplicate = isDuplicate
  }
}

extension CrawlReader {
  /// Calls the body with the contents of all pages that have a digest or a simhash, in the order of the
  /// ids of their URLs. O(pages) time, O(1) memory.
  package func forEachContent(_ body: (StoredContent) -> Void) throws(StoreError) {
    let statement = try database.statement(
      """
      SELECT url, digest, simhash, words, duplicate_of FROM pages
      WHERE digest IS NOT NULL OR simhash IS NOT NULL ORDER BY url
      """)
    while try statement.step("reading the contents of pages") {
      body(
        StoredContent(
          url: UInt32(truncatingIfNeeded: statement.integer(0)),
          digest: statement.withBytes(1) { ContentDigest(bytes: $0) },
          simhash: statement.optionalInteger(2).map { UInt64(bitPattern: $0) },
          words: UInt32(truncatingIfNeeded: statement.integer(3)),
          isDuplicate: !statement.isNull(4)))
    }
  }
}
