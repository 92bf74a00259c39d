import Robots
import Spill

/// Where the rules of robots.txt files are while nobody needs them.
extension FrontierState {
  /// Of `FrontierSettings.memory`, rules may take a quarter on top.
  private var rulesLimit: Int { settings.memory / 4 }

  var isShortOfMemoryForRules: Bool { rulesMemory > rulesLimit }

  /// Notes what a host's robots.txt says.
  mutating func keep(
    _ known: KnownRules, of host: Int, until end: ContinuousClock.Instant
  ) {
    release(host)
    hosts[host].robots = .known(known, until: end)
    rulesMemory += known.memory
  }

  /// Notes that what is known of a host's robots.txt is about to be replaced.
  mutating func release(_ host: Int) {
    if case .known(let known, _) = hosts[host].robots { rulesMemory -= known.memory }
  }

  /// Puts a host's rules into the file.
  mutating func shelveRules(of host: Int) throws(SpillError) {
    guard case .known(let known, let end) = hosts[host].robots, known.memory > 0 else { return }
    guard let place = try queues.shelve(known.rules.packed) else { return }
    rulesMemory -= known.memory
    hosts[host].robots = .shelved(place, until: end)
  }

  /// Takes a host's rules out of the file again, if they are there.
  ///
  /// - Returns: whether the rules are at hand, if there are any.
  mutating func unshelveRules(of host: Int) -> Bool {
    guard case .shelved(let place, let end) = hosts[host].robots else { return true }
    do throws(SpillError) {
      let known = KnownRules.of(RobotsRules(packed: try queues.unshelve(place)))
      hosts[host].robots = .known(known, until: end)
      rulesMemory += known.memory
      return true
    } catch {
      fail(error)
      return false
    }
  }
}
