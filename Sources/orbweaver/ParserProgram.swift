import Glibc

/// Where `orbweaver-parser` is: where `ORBWEAVER_PARSER` says, or beside this program.
enum ParserProgram {
  private static let variable = "ORBWEAVER_PARSER"
  private static let name = "orbweaver-parser"

  /// The path of a program that can be run.
  ///
  /// - Throws: `Complaint` with where it was looked for.
  static func find() throws(Complaint) -> String {
    let named = Console.environment(variable) ?? ""
    let path = named.isEmpty ? folderOfThisProgram() + "/" + name : named
    guard InputFile.exists(path) else {
      let mend =
        named.isEmpty
        ? "build it (make build), copy it there, or name it in \(variable)"
        : "correct or unset \(variable)"
      throw Complaint(.failure, path, "the parser program is missing", mend: mend)
    }
    guard unsafe access(path, X_OK) == 0, !InputFile.isFolder(path) else {
      throw Complaint(.failure, path, "this is no program that may be run", mend: "chmod +x it")
    }
    return path
  }

  private static func folderOfThisProgram() -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    let bytes = buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
    let path = String(decoding: bytes, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
