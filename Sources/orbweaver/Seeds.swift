package import WebURL

/// The seeds of a crawl, from what stands on the command line: URLs, files of URLs, and `-`.
package enum Seeds {
  /// Reads the arguments in their order.
  ///
  /// - Throws: `Complaint` about the first that is no seed, with file and line number.
  static func read(_ arguments: [String]) throws(Complaint) -> [WebURL] {
    guard arguments.count(where: { $0 == "-" }) <= 1 else {
      throw Complaint(.usage, "-", "named twice", mend: "standard input can be read once")
    }
    var seeds: [WebURL] = []
    for argument in arguments {
      switch SeedArgument(argument) {
      case .standardInput:
        let name = "standard input"
        seeds += try list(InputFile.readStandardInput(), named: name)
      case .file(let path): seeds += try list(InputFile.read(path), named: path)
      case .url(let text): seeds.append(try url(text, at: "'\(text)'"))
      }
    }
    return seeds
  }

  /// The URLs of a seed file: one a line; blank lines and what follows a `#` at the start of a line
  /// or behind a space are left out. Lines may end in CR LF, and the file may begin with a byte
  /// order mark.
  ///
  /// - Throws: `Complaint` with the number of the first line that is no seed.
  package static func list(_ bytes: [UInt8], named name: String) throws(Complaint) -> [WebURL] {
    var seeds: [WebURL] = []
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let entry = content(of: line)
      guard !entry.isEmpty else { continue }
      let shown = String(decoding: entry, as: UTF8.self)
      seeds.append(try url(shown, at: "\(name): line \(index + 1): '\(shown)'"))
    }
    guard !seeds.isEmpty else {
      throw Complaint(.usage, name, "holds no URL", mend: "write one URL a line")
    }
    return seeds
  }

  private static func content(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var end = line.endIndex
    for index in line.indices where line[index] == UInt8(ascii: "#") {
      guard index == line.startIndex || isSpace(line[index - 1]) else { continue }
      end = index
      break
    }
    var entry = line[..<end].drop(while: isSpace)
    while let last = entry.last, isSpace(last) { entry.removeLast() }
    return entry
  }

  // MARK: One seed

  private static let mend = "write a URL like https://example.org/path"

  /// A seed as somebody wrote it. Without a scheme it is taken for http, as curl and wget take it:
  /// a site that has moved to https says so itself.
  static func url(_ text: String, at place: String) throws(Complaint) -> WebURL {
    let text = text.trimmed
    guard !text.utf8.contains(where: { $0 == 0x20 || $0 == 0x09 }) else {
      throw Complaint(.usage, place, "a URL has no spaces", mend: "write %20, or one URL a line")
    }
    let scheme = SeedArgument.scheme(of: text)
    guard let url = WebURL(scheme == nil ? "http://" + text : text) else {
      throw Complaint(.usage, place, "not a URL", mend: mend)
    }
    guard url.isHTTP else {
      throw Complaint(
        .usage, place, "the scheme '\(url.scheme)' is not supported",
        mend: "only http and https can be crawled")
    }
    guard url.host?.isEmpty == false else {
      throw Complaint(.usage, place, "a URL without a host", mend: mend)
    }
    return url
  }
}

extension String {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmed: String {
    var text = self[...]
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
