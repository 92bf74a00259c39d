import SyntheticWeb
import Testing

/// A site with traps, walked by a reader who knows which pages are real.
@Suite struct TrapSiteTests {
  private let site = TrapSite(
    TrapShape(sections: 90, articles: 65, wikiPages: 80, goods: 15), seed: 3)

  /// What a walk over real pages alone finds: all that the site says it has.
  @Test func everyRealPageIsFoundWithoutATrap() {
    var found: Set<String> = []
    var paths: Set<String> = ["/"]
    var queue = ["/"]
    while let path = queue.popLast() {
      guard case .real(let name)? = site.worth(of: path), found.insert(name).inserted else {
        continue
      }
      for link in site.page(at: path)?.links ?? [] where paths.insert(link).inserted {
        queue.append(link)
      }
    }
    #expect(found.count == site.realPages)
  }

  /// From each trap there is always something new of the same kind.
  @Test(arguments: [
    ("/events/2026/11", TrapKind.calendar), ("/deep/", .deeperPaths), ("/mirror/", .deeperPaths),
    ("/find", .parameters), ("/go/0", .redirects), ("/help/x", .softErrors),
    ("/tags/a", .randomText),
    ("/archive?page=5", .pagination),
  ])
  func trapsHaveNoEnd(door: String, kind: TrapKind) throws {
    var (path, seen): (String, Set<String>) = (door, [])
    // As many filters as there are.
    for step in 0..<(kind == .parameters ? 10 : 200) {
      #expect(site.worth(of: path) == .trap(kind), "step \(step): \(path)")
      #expect(seen.insert(path).inserted)
      let page = try #require(site.page(at: path))
      path = try #require(page.location ?? page.links.last)
    }
  }

  @Test func theSamePathHasTheSamePage() {
    for path in ["/", "/deep/x/", "/tags/a-b-c", "/shop/good-3?sid=1", "/wiki/nothing_1"] {
      let (once, again) = (site.page(at: path), site.page(at: path))
      #expect(once?.links == again?.links && once?.text == again?.text, "\(path)")
    }
    #expect(site.page(at: "/nothing") == nil)
    #expect(site.worth(of: "/manual/section-90.html") == nil)
  }
}
