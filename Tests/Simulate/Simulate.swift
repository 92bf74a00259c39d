import Bodies
import Glibc
import Simulation

/// Runs whole crawls in simulated time, a seed each, and says which seeds break a rule.
///
///     simulate COUNT [FIRST]     crawls of seeds FIRST (1) up to FIRST + COUNT - 1
///     simulate --trace SEED      one of them, step by step
@main
enum Simulate {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "--trace", let seed = arguments.last.flatMap(UInt64.init) {
      return try trace(seed)
    }
    let numbers = arguments.compactMap(UInt64.init)
    guard numbers.count == arguments.count, numbers.count <= 2 else {
      print("usage: simulate COUNT [FIRST] | simulate --trace SEED")
      exit(2)
    }
    let first = numbers.count > 1 ? numbers[1] : 1
    let count = numbers.first ?? 1000
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let broken = await Campaign(first..<first + count, cores: cores).run()
    exit(broken > 0 ? 1 : 0)
  }

  private static func trace(_ seed: UInt64) throws {
    var crawl = SimulatedCrawl(
      seed: seed, start: .now, bodies: try BodyArena(capacity: 64 << 20)
    ) { print($0) }
    do throws(Violation) {
      print(try crawl.run())
    } catch {
      print("seed \(seed): \(error)")
      exit(1)
    }
  }
}
