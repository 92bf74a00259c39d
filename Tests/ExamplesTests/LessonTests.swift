import TestSupport
import Testing

extension Examples {
  /// What the examples that end by themselves print.
  @Suite struct LessonTests {
    @Test func twoCoroutinesTakeTurns() async throws {
      let steps = (1...3).flatMap { step in
        ["ping", "pong"].map { "\($0): step \(step) of 3, and over to you" }
      }
      #expect(try await Lesson.lines(of: "handing-over") == steps + ["ping: done", "pong: done"])
    }

    @Test func sleepersInterleaveAndTheTotalIsTheLongest() async throws {
      let lines = try await Lesson.lines(of: "interleaving", tries: 3)
      let woken = lines.dropLast().map {
        $0.split(separator: " ").dropFirst(2).joined(separator: " ")
      }
      func place(_ name: String, _ nap: Int) throws -> Int {
        try #require(woken.firstIndex(of: "\(name) woke from nap \(nap)"), "\(lines)")
      }
      // However late the loop is: these were due in this order, and known before the first was.
      #expect(try place("quick", 1) < place("steady", 1))
      #expect(try place("steady", 1) < place("quick", 2))
      #expect(try place("slow", 1) < place("quick", 3))
      #expect(Set(woken).count == 12)
      let total = try #require(lines.last)
      #expect(total.hasSuffix("the longest is 900 ms, the sum would be 2550 ms"))
      #expect((900..<2550).contains(try number(in: total, after: "took")))
    }

    @Test func tenTasksTakeAsLongAsOneOrTenTimesAsLong() async throws {
      let lines = try await Lesson.lines(of: "ten-tasks", tries: 3)
      let seconds = lines.compactMap { $0.split(separator: " ").dropFirst().first }
        .compactMap { Double($0) }
      try #require(seconds.count == 2)
      #expect(seconds[0] >= 5)
      #expect(seconds[1] >= 0.5)
      #expect(seconds[0] > seconds[1] * 2)
    }

    @Test func tenShorterTasks() async throws {
      let lines = try await Lesson.lines(of: "ten-tasks", ["--task-time", "0.2"], tries: 3)
      #expect(lines.count == 2)
    }

    @Test func theChannelHoldsTheProducerUpAndLosesNothing() async throws {
      let lines = try await Lesson.lines(of: "channel")
      #expect(lines.first == "all set")
      #expect(lines.last == "the items add up to 36")
      let sent = lines.filter { $0.hasPrefix("sent") }
      #expect(try sent.map { try number(in: $0, after: "item") } == Array(1...8))
      #expect(sent.contains { $0.hasSuffix(", once there was room") })
      let consumed = lines.filter { $0.hasPrefix("  ") }
      #expect(try consumed.map { try number(in: $0, after: "item") } == Array(1...8))
      #expect(Set(consumed.map { $0.split(separator: " ")[0] }) == ["first", "second"])
      // Two in the channel, and one in the hands of each consumer.
      for (index, line) in lines.enumerated() where line.hasPrefix("sent") {
        let ahead = lines[...index].count { $0.hasPrefix("sent") }
        let begun = lines[...index].count { $0.hasPrefix("  ") }
        #expect(ahead - begun <= 4, "\(line)")
      }
    }

    @Test func queuesDifferInTheirOrder() async throws {
      #expect(
        try await Lesson.lines(of: "queues") == [
          "arrival    open (1), sweep (1), bake (2), rescue (9), sell (2)",
          "FIFO       open, sweep, bake, rescue, sell",
          "LIFO       open, sell, rescue, bake, sweep",
          "priority   open, rescue, bake, sell, sweep",
        ])
    }

    @Test func updatesAreLostWithoutTheMutexOnly() async throws {
      let lines = try await Lesson.lines(of: "lost-updates")
      let careless = try #require(lines.first { $0.hasPrefix("read, add, write:") })
      #expect(lines.contains { $0.hasPrefix("with a mutex: 0 of 200000 lost") })
      #expect(lines.contains { $0.hasPrefix("atomic addition: 0 of 200000 lost") })
      #expect(try number(in: careless, after: "write") > 0)
    }

    @Test func allWaysFindTheSamePrimes() async throws {
      let lines = try await Lesson.lines(
        of: "cpu-bound", ["--below", "200000", "--workers", "3"])
      #expect(
        lines.map { $0.prefix { $0 != ":" } } == [
          "one thread", "3 coroutines", "3 threads", "3 processes",
        ])
      // There are 17,984 primes below 200,000 (OEIS A006880 has such counts).
      #expect(lines.allSatisfy { $0.contains(": 17984 primes, ") })
    }

    @Test(.enabled(if: !Sanitizer.isOn, Comment(rawValue: Sanitizer.reason)))
    func aHundredThousandSleep() async throws {
      let lines = try await Lesson.lines(of: "sleepers", ["--time", "3"], tries: 3)
      try #require(lines.count == 4)
      #expect(lines[0].hasPrefix("100000 coroutines on one thread: all asleep after "))
      #expect(lines[2].hasPrefix("1000 threads: all asleep after "))
      let coroutine = try number(in: lines[1], after: "takes")
      #expect((100..<8_000).contains(coroutine))
      #expect(try number(in: lines[3], after: "takes") > coroutine)
      #expect(try number(in: lines[3], after: "and") >= 1_000_000)
    }

    @Test func wrongOptionsAreRefused() async throws {
      for (name, arguments) in [
        ("ten-tasks", ["--task-time", "0"]), ("sleepers", ["--coroutines", "0"]),
        ("cpu-bound", ["--workers", "0"]), ("echo-client", ["1", "--clients", "0"]),
        ("echo-server", ["--idle-timeout", "0"]), ("echo-server-select", ["--port", "65536"]),
      ] {
        #expect(try await Lesson(name, arguments).end() == 64, "\(name)")
      }
    }

    /// The whole number that stands behind a word.
    private func number(in line: String, after word: String) throws -> Int {
      let words = line.split { $0 == " " || $0 == "," || $0 == ":" }
      let place = try #require(words.firstIndex { $0 == word }, "\(line)")
      return try #require(words.dropFirst(place + 1).first.flatMap { Int($0) }, "\(line)")
    }
  }
}
