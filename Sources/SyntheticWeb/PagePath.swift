/// Where the pages of a host live: in sections and topics, some as a folder, some behind a query,
/// some with a letter beyond ASCII. The same number has the same path on every host.
struct PagePath {
  private let number: Int
  private let style: Style
  private let section: String
  private let topic: String

  private enum Style { case root, file, folder, query, accented }

  init(of number: Int) {
    self.number = number
    var draw = Draw(0, .path, 0, number)
    section = PagePath.sections[draw.below(PagePath.sections.count)]
    topic = PagePath.topics[draw.below(PagePath.topics.count)]
    let roll = draw.below(8)
    style =
      switch roll {
      case _ where number == 0: .root
      case 5: .folder
      case 6: .query
      case 7: .accented
      default: .file
      }
  }

  /// Appends the path in canonical form.
  func append(to bytes: inout [UInt8]) {
    bytes.append("/")
    guard style != .root else { return }
    bytes.append(section)
    bytes.append("/")
    switch style {
    case .root: break
    case .file: finish(&bytes, topic, "/page-", ".html")
    case .folder: finish(&bytes, "", "item-", "/")
    case .query: finish(&bytes, "", "list?id=", "&view=full")
    case .accented: finish(&bytes, topic, "/caf%C3%A9-", ".html")
    }
  }

  private func finish(
    _ bytes: inout [UInt8], _ folder: String, _ before: String, _ after: String
  ) {
    bytes.append(folder)
    bytes.append(before)
    bytes.append(decimal: number)
    bytes.append(after)
  }

  private static let sections = [
    "archive", "arts", "business", "culture", "education", "food", "health", "history",
    "language", "music", "nature", "people", "science", "sports", "technology", "travel",
  ]

  private static let topics = [
    "analysis", "basics", "cases", "debate", "essays", "field-notes", "guides", "interviews",
    "letters", "maps", "methods", "news", "opinion", "portraits", "reviews", "tables",
  ]
}
