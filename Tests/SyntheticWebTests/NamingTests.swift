import SyntheticWeb
import Testing

@Suite struct HostNamingTests {
  @Test(arguments: [
    (HostNaming.loopbackAddresses, 0, "127.0.0.1"), (.loopbackAddresses, 249, "127.0.0.250"),
    (.loopbackAddresses, 250, "127.0.1.1"), (.loopbackAddresses, 999, "127.0.3.250"),
    (.hostHeader, 17, "host-17.test"), (.hostHeader, 999_999, "host-999999.test"),
  ])
  func namesGoBothWays(_ naming: HostNaming, _ number: Int, _ name: String) {
    #expect(naming.name(ofHost: number) == name)
    #expect(naming.host(named: Array(name.utf8).span) == number)
    #expect(naming.host(named: Array("\(name):8080".utf8).span) == number)
    #expect(naming.host(named: Array(name.uppercased().utf8).span) == number)
  }

  @Test(arguments: [
    "", "127.0.0.0", "127.0.0.251", "127.0.4.1", "127.0.0.01", "127.0.0", "127.0.0.1.", "1",
    "host-1.test", "127.0.0.99999999999999999999", "128.0.0.1",
  ])
  func othersAreNoLoopbackNames(_ name: String) {
    #expect(HostNaming.loopbackAddresses.host(named: Array(name.utf8).span) == nil)
  }

  @Test(arguments: ["", "host-.test", "host-01.test", "host-1.tes", "host-1.test.", "127.0.0.1"])
  func othersAreNoHeaderNames(_ name: String) {
    #expect(HostNaming.hostHeader.host(named: Array(name.utf8).span) == nil)
  }
}

@Suite struct ResourceTests {
  private func path(of resource: Resource) -> String {
    var bytes: [UInt8] = []
    resource.appendPath(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func pathsAreDistinctAndLeadBack() {
    var resources: [Resource] = [.stylesheet, .script, .icon, .robots]
    for number in 0..<2_000 {
      resources += [
        .page(number), .hidden(number), .missing(number), .trouble(number), .image(number),
        .moved(target: number, hops: number % 3), .loop(number, turn: number % 3),
      ]
    }
    let paths = resources.map(path)
    #expect(Set(paths).count == paths.count)
    for (resource, path) in zip(resources, paths) {
      #expect(Resource(path: Array(path.utf8).span) == resource)
    }
  }

  @Test(arguments: [
    "", "x", "//", "/?", "/index.html", "/robots.txt?1", "/gone/1", "/gone/01.html", "/moved/1",
    "/moved/1/2/3", "/loop/1", "/private/", "/assets/picture-.gif", "/trouble/-1", "/5", "/%",
    "/gone/99999999999999999999.html", "/page-%31.html",
  ])
  func otherPathsAreNothing(_ path: String) {
    #expect(Resource(path: Array(path.utf8).span) == nil)
  }
}
