import ArgumentParser

/// One line about an option or an argument that is wrong.
struct UsageMessage: CustomStringConvertible {
  let description: String

  /// - Parameters:
  ///   - message: ArgumentParser's own words.
  ///   - arguments: the command line, of which the first word may be a command.
  init(_ message: String, arguments: [String]) {
    let commands = Orbweaver.configuration.subcommands.compactMap { $0.configuration.commandName }
    let first = arguments.first ?? ""
    if commands.contains(first) {
      description = "\(Self.sentence(message)); see 'orbweaver \(first) --help'"
    } else if first.isEmpty || first.hasPrefix("-") {
      description = "\(Self.sentence(message)); see 'orbweaver --help'"
    } else {
      let list = commands.joined(separator: ", ")
      let hint =
        first.contains("://") ? "did you mean 'orbweaver crawl \(first)'?" : "there is \(list)"
      description = "'\(first)' is no command; \(hint); see 'orbweaver --help'"
    }
  }

  /// The words on one line, to follow a colon.
  private static func sentence(_ message: String) -> String {
    var text = message.split(separator: "\n").joined(separator: " ")
    while text.last == "." || text.last == " " { text.removeLast() }
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
