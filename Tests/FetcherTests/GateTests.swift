import Fetcher
import Foundation
import Synchronization
import SyntheticWeb
import Testing
import WebURL

/// Whoever asked whether a connection may be made, and what was answered.
final class GateKeeper: Sendable {
  struct Question: Hashable {
    let host: UInt32
    let address: ServerAddress?
  }

  private let state: Mutex<(isOpen: Bool, questions: [Question])>

  init(isOpen: Bool) { state = Mutex((isOpen, [])) }

  var questions: [Question] { state.withLock { $0.questions } }

  func open() { state.withLock { $0.isOpen = true } }

  var gate: AddressGate {
    { [self] host, address in
      state.withLock {
        $0.questions.append(Question(host: host, address: address))
        return $0.isOpen
      }
    }
  }
}

extension GateKeeper.Question {
  init(_ host: UInt32, _ address: String) { self.init(host: host, address: ServerAddress(address)) }
}

/// What is asked before a connection is made, and what comes of the answer.
@Suite(.timeLimit(.minutes(1))) struct GateTests {
  private typealias Question = GateKeeper.Question

  private static let pages = ["/": CannedResponse.html("<p>home")]

  private func request(_ url: String, host: UInt32? = 7) -> FetchRequest {
    FetchRequest(url: url, host: host)
  }

  @Test func aRefusedConnectionIsNotMade() async throws {
    let keeper = GateKeeper(isOpen: false)
    try await withWeb(Self.pages, gate: keeper.gate) { web in
      let failure = try #require(await web.fetcher.fetch(request(web.url("/"))).failure)
      #expect(failure.code == .addressFound)
      #expect(failure.address == ServerAddress("127.0.0.1"))
      #expect(failure.description == "address-found: 127.0.0.1")
      #expect(keeper.questions == [Question(7, "127.0.0.1")])
      #expect(await web.server.counters.connectionsAccepted == 0)
      // The same handle, once the gate is open.
      keeper.open()
      #expect(await web.fetcher.fetch(request(web.url("/"))).text == "<p>home")
      #expect(keeper.questions.count == 2)
      #expect(await web.server.counters.connectionsAccepted == 1)
    }
  }

  /// An open connection leads to an address that was asked about.
  @Test func onlyNewConnectionsAreAskedAbout() async throws {
    let keeper = GateKeeper(isOpen: true)
    try await withWeb(Self.pages, gate: keeper.gate) { web in
      for _ in 0..<10 {
        #expect(await web.fetcher.fetch(request(web.url("/"))).text == "<p>home")
      }
      #expect(keeper.questions == [Question(7, "127.0.0.1")])
    }
  }

  @Test func whoeverIsNobodysHostIsNotAskedAbout() async throws {
    let keeper = GateKeeper(isOpen: false)
    try await withWeb(Self.pages, gate: keeper.gate) { web in
      #expect(await web.fetcher.fetch(request(web.url("/"), host: nil)).text == "<p>home")
      #expect(keeper.questions == [])
    }
  }

  /// libcurl knows by itself where `localhost` is (RFC 6761, 6.3), by IPv4 and by IPv6; nobody listens.
  @Test func eachAddressThatIsTriedIsAskedAbout() async throws {
    let (keeper, closed) = (GateKeeper(isOpen: true), try ClosedPort())
    let hasIPv6 = FileManager.default.fileExists(atPath: "/proc/net/if_inet6")
    try await withFetcher(gate: keeper.gate) { fetcher in
      let outcome = await fetcher.fetch(request("http://localhost:\(closed.number)/"))
      #expect(outcome.code == .connect)
      let addresses = hasIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"]
      #expect(Set(keeper.questions) == Set(addresses.map { Question(7, $0) }))
      #expect(keeper.questions.count == addresses.count)
    }
  }

  /// After a no the host's other addresses are not tried: the request comes back.
  @Test func oneNoIsEnough() async throws {
    let keeper = GateKeeper(isOpen: false)
    try await withWeb(Self.pages, gate: keeper.gate) { web in
      let failure = await web.fetcher.fetch(request("http://localhost:\(web.port)/")).failure
      #expect(failure?.code == .addressFound)
      #expect(keeper.questions.count == 1)
      #expect(failure?.address == keeper.questions.first?.address)
      #expect(await web.server.counters.connectionsAccepted == 0)
    }
  }

  /// The proxy's address says nothing of the server's.
  @Test func throughAProxyNobodyIsAsked() async throws {
    let keeper = GateKeeper(isOpen: false)
    let change = { (settings: inout FetchSettings, port: UInt16) in
      settings.proxy = "http://127.0.0.1:\(port)"
    }
    try await withWeb(Self.pages, naming: .hostHeader, settings: change, gate: keeper.gate) { web in
      #expect(await web.fetcher.fetch(request("http://host-0.test/")).text == "<p>home")
      #expect(keeper.questions == [])
    }
  }

  @Test func manyAtOnceAreTurnedAwayAndComeBack() async throws {
    let keeper = GateKeeper(isOpen: false)
    try await withWeb(Self.pages, gate: keeper.gate) { web in
      let url = web.url("/")
      func fetchAll() async -> [FetchOutcome] {
        await withTaskGroup(of: FetchOutcome.self) { group in
          for number in UInt32(0)..<200 {
            group.addTask { await web.fetcher.fetch(FetchRequest(url: url, host: number)) }
          }
          return await group.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(await fetchAll().count { $0.code == .addressFound } == 200)
      #expect(Set(keeper.questions.map(\.host)) == Set(UInt32(0)..<200))
      #expect(await web.server.counters.connectionsAccepted == 0)
      keeper.open()
      #expect(await fetchAll().count { $0.text == "<p>home" } == 200)
    }
  }
}
