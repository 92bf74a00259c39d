package import ArgumentParser

/// What both echo servers may be told.
package struct ServerOptions: ParsableArguments {
  @Option(help: "The port on 127.0.0.1; 0 for a free one.")
  package var port: UInt16 = 0

  @Option(
    help: ArgumentHelp(
      "Leave a client with which nothing moves for so many seconds.", valueName: "seconds"))
  package var idleTimeout = 60.0

  package init() {}

  package func validate() throws {
    guard (0.01...86_400).contains(idleTimeout) else {
      throw ValidationError("--idle-timeout: write a number from 0.01 to 86400")
    }
  }

  package var patience: Duration { .seconds(idleTimeout) }
}
