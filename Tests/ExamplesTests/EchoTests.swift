import EventLoop
import Glibc
import Testing

extension Examples {
  /// Both echo servers, with clients that behave and clients that do not.
  @Suite struct EchoTests {
    private static let roomForTenThousand = DescriptorLimit.raise() > 10_100

    @Test(.enabled(if: roomForTenThousand, "this needs 10,100 descriptors: ulimit -n"))
    func tenThousandClientsAtOnce() async throws {
      let service = try await EchoService(.callbacks)
      let lines = try await Lesson.lines(
        of: "echo-client", ["\(service.port)", "--clients", "10000"])
      #expect(lines.last?.hasPrefix("10000 clients at once, 10000 answered") == true)
      // One that serves, and one that waits for signals.
      #expect(service.lesson.threads == 2)
      let counts = try await service.stop()
      #expect(counts["served"] == 10_000)
      #expect(counts["most at once"] == 10_000)
    }

    @Test func nineHundredClientsOnSelect() async throws {
      let service = try await EchoService(.select)
      let lines = try await Lesson.lines(
        of: "echo-client", ["\(service.port)", "--clients", "900"])
      #expect(lines.last?.hasPrefix("900 clients at once, 900 answered") == true)
      #expect(service.lesson.threads == 1)
      let counts = try await service.stop()
      #expect(counts["most at once"] == 900)
      #expect(counts["refused"] == 0)
    }

    /// Descriptors of 1024 and more have no bit in select's lists.
    @Test func selectRefusesWhomItCannotWatchAndGoesOn() async throws {
      DescriptorLimit.raise()
      let service = try await EchoService(.select)
      var callers = try (0..<1100).map { _ in try EchoCaller(port: service.port) }
      let last = callers.removeLast()
      #expect(try last.receive() == "refused: select(2) has no room for more clients\n")
      try await service.wait { $0["served", default: 0] + $0["refused", default: 0] == 1100 }
      try callers[0].send("still here?")
      #expect(try callers[0].receive(11) == "STILL HERE?")
      callers = []
      try await service.wait { $0["open"] == 0 }
      let another = try EchoCaller(port: service.port)
      try another.send("again")
      #expect(try another.receive(5) == "AGAIN")
      let counts = try await service.stop()
      #expect((1000..<1024).contains(counts["most at once", default: 0]))
    }

    @Test(arguments: EchoKind.allCases) func theClientPrintsWhatReturns(_ kind: EchoKind)
      async throws
    {
      let service = try await EchoService(kind)
      let lines = try await Lesson.lines(
        of: "echo-client", ["\(service.port)", "--clients", "2", "--message", "äpfel, birnen"])
      #expect(lines.dropLast().filter { $0.hasPrefix("client 0: ") }.count == 3)
      #expect(lines.last?.hasPrefix("2 clients at once, 2 answered") == true)
      #expect(try await service.stop()["served"] == 2)
    }

    @Test(arguments: EchoKind.allCases) func halfAConversationIsEnded(_ kind: EchoKind) async throws
    {
      let service = try await EchoService(kind)
      let caller = try EchoCaller(port: service.port)
      // More than the server keeps for a client, less than all buffers on the way together.
      let text = String(repeating: "so weit, so gut. ", count: 10_000)
      try caller.send(text)
      caller.endOutput()
      #expect(try caller.receive() == text.uppercased())
      try await service.wait { $0["open"] == 0 }
      #expect(try await service.stop()["idle"] == 0)
    }

    @Test(arguments: EchoKind.allCases) func whoSendsNothingIsLeft(_ kind: EchoKind) async throws {
      let service = try await EchoService(kind, patience: 0.3)
      let silent = try EchoCaller(port: service.port)
      let start = ContinuousClock.now
      #expect(try silent.receive() == "")
      #expect(ContinuousClock.now - start >= .milliseconds(200))
      let counts = try await service.stop()
      #expect(counts["idle"] == 1)
      #expect(counts["open"] == 0)
    }

    @Test(arguments: EchoKind.allCases) func whoNeverReadsIsLeft(_ kind: EchoKind) async throws {
      let service = try await EchoService(kind, patience: 0.3)
      let deaf = try EchoCaller(port: service.port)
      // The kernel's buffers take some megabytes, the server 64 KiB. Without a limit, no end.
      #expect(try deaf.sendUntilBroken() < 100_000_000)
      let counts = try await service.stop()
      #expect(counts["idle"] == 1)
      #expect(counts["open"] == 0)
    }

    @Test(arguments: EchoKind.allCases) func whoVanishesIsLeftAtOnce(_ kind: EchoKind) async throws
    {
      let service = try await EchoService(kind, patience: 3600)
      let stayer = try EchoCaller(port: service.port)
      for unread in ["x", String(repeating: "x", count: 100_000)] {
        let caller = try EchoCaller(port: service.port)
        try caller.send(unread)
        #expect(try caller.receive(1).hasPrefix("X"))
        try await service.wait { $0["open"] == 2 }
        caller.resetOnClose()
      }
      try await service.wait { $0["open"] == 1 }
      try stayer.send("bye")
      #expect(try stayer.receive(3) == "BYE")
      #expect(try await service.stop()["idle"] == 0)
    }

    /// Whoever finds no descriptor left waits in the kernel's queue, and the server does not spin.
    @Test(arguments: EchoKind.allCases) func outOfDescriptors(_ kind: EchoKind) async throws {
      let service = try await EchoService(kind, patience: 0.4, descriptors: 64)
      let before = service.lesson.processorTime
      let callers = try (0..<120).map { _ in try EchoCaller(port: service.port) }
      // Those in the queue have their turn when the others, who say nothing, are left.
      for caller in callers.suffix(10) { try caller.send("at last") }
      for caller in callers.suffix(10) { #expect(try caller.receive(7) == "AT LAST") }
      #expect(service.lesson.processorTime - before < .milliseconds(400))
      let counts = try await service.stop()
      #expect(counts["served"] == 120)
      #expect(counts["most at once", default: 0] < 64)
    }
  }
}
