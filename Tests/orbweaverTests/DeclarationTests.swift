import Foundation
import Testing
import orbweaver

/// What the program declares about itself: options, manual, completions, exit statuses.
@Suite(.timeLimit(.minutes(2)))
struct DeclarationTests {
  struct Declaration: Decodable {
    let command: Command
  }

  struct Command: Decodable {
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Command]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let abstract: String?

    var spelling: String {
      names?.map(\.name).sorted { $0.count < $1.count }.joined(separator: "/") ?? valueName ?? "?"
    }
  }

  private func commands() async throws -> [Command] {
    let outcome = try await Program(workplace: Workplace()).run(["--experimental-dump-help"])
    let root = try JSONDecoder().decode(Declaration.self, from: Data(outcome.output.utf8)).command
    let commands = (root.subcommands ?? []).filter { $0.commandName != "help" }
    try #require(
      commands.map(\.commandName) == [
        "crawl", "resume", "stats", "ls", "why", "robots", "compare", "web",
      ])
    return commands
  }

  /// The two that ArgumentParser adds have no default to speak of.
  private func isOurs(_ argument: Argument) -> Bool {
    !["version", "help"].contains(argument.names?.last?.name)
  }

  @Test func everyOptionSaysItsDefault() async throws {
    for command in try await commands() {
      for argument in command.arguments ?? [] where isOurs(argument) {
        let help = argument.abstract ?? ""
        #expect(help.count > 10, "\(argument.spelling) has no help")
        let says = help.contains("(default: ") || argument.defaultValue != nil
        #expect(says, "\(argument.spelling) does not say its default")
      }
    }
  }

  @Test func everyOptionThatUsersKnowIsThere() async throws {
    let wanted = [
      "o/output", "l/depth", "max-pages", "max-time", "scope", "include", "exclude", "concurrency",
      "per-host", "w/delay", "T/timeout", "connect-timeout", "t/tries", "U/user-agent", "H/header",
      "robots", "max-crawl-delay", "robots-patience", "max-body", "parsers", "x/proxy", "cacert",
      "k/insecure", "load-cookies", "q/quiet",
      "v/verbose", "progress", "assets", "follow-nofollow", "full-speed", "loops",
      "html-engine",
      "sitemaps", "sitemap", "max-sitemaps",
      "order", "boost", "frontier-memory", "max-bytes", "max-pages-per-host", "max-errors-per-host",
      "rate-limit", "per-address", "address-delay", "measurements",
    ]
    let crawl = try #require(try await commands().first)
    let there = Set((crawl.arguments ?? []).map(\.spelling))
    #expect(there.isSuperset(of: wanted), "\(Set(wanted).subtracting(there))")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsKnowEveryOption(_ shell: String) async throws {
    let outcome = try await Program(workplace: Workplace()).run([
      "--generate-completion-script", shell,
    ])
    #expect(outcome.status == 0)
    for command in try await commands() {
      for name in (command.arguments ?? []).flatMap({ $0.names ?? [] }) where name.kind == "long" {
        #expect(outcome.output.contains(name.name), "\(name.name) in \(shell)")
      }
    }
  }

  @Test func versionIsOneLine() async throws {
    let outcome = try await Program(workplace: Workplace()).run(["--version"])
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    #expect(outcome.status == 0)
  }

  @Test func manualIsUpToDate() async throws {
    let manual = Program(
      program: Program.checkout.path + "/Scripts/manual.py", workplace: try Workplace())
    let outcome = try await manual.run([
      "--check", "--program", Program.folder.path + "/orbweaver",
    ])
    #expect(outcome.errors == "")
    #expect(outcome.status == 0)
  }

  @Test(arguments: ["README.md", "docs/exit-codes.md"])
  func exitStatusesAreDocumented(_ page: String) throws {
    let url = Program.checkout.appendingPathComponent(page)
    let text = try String(contentsOf: url, encoding: .utf8)
    for status in ExitStatus.allCases {
      #expect(text.contains("\n| \(status.rawValue) | "), "\(status.rawValue) in \(page)")
    }
  }
}
