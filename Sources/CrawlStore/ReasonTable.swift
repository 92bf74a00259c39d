/// Reason texts and their ids in the table `reasons`: each text is stored once.
///
/// Reasons are a vocabulary of few texts by intention; each distinct one stays in memory.
struct ReasonTable: ~Copyable {
  private let insertion: Statement
  private var ids: [String: Int64]
  private var last: (text: String, id: Int64) = ("", 0)

  init(_ database: CrawlDatabase) throws(StoreError) {
    let insertion = try database.statement("INSERT INTO reasons VALUES (?, ?)")
    let known = try database.statement("SELECT id, text FROM reasons")
    var ids: [String: Int64] = [:]
    while try known.step("reading the reasons") { ids[known.text(1) ?? ""] = known.integer(0) }
    self.insertion = insertion
    self.ids = ids
  }

  /// The id of a text, which gets a row when it is new. O(length).
  mutating func id(of text: String) throws(StoreError) -> Int64 {
    if last.id != 0, last.text == text { return last.id }
    let id: Int64
    if let known = ids[text] { id = known } else { id = try add(text) }
    last = (text, id)
    return id
  }

  private mutating func add(_ text: String) throws(StoreError) -> Int64 {
    let id = Int64(ids.count + 1)
    insertion.bind(id, at: 1)
    insertion.bind(text, at: 2)
    try insertion.run("writing a reason")
    ids[text] = id
    return id
  }
}
