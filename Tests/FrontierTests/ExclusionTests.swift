import Frontier
import Testing

@Suite struct ExclusionTests {
  private static let all: [Exclusion] =
    Scope.Reach.allCases.map { .scope($0) } + [
      .excludePattern("a: b"), .noIncludePattern, .depth(3), .linkKind, .nofollow, .length,
      .redirects, .hostPages(1_000), .hostErrors(20), .robots("line 3: Disallow: /a"),
    ]

  /// What stands in `crawl.db` is read again when the crawl is resumed.
  @Test(arguments: all) func textsAreReadAsWhatTheyWere(_ exclusion: Exclusion) {
    #expect(Exclusion(exclusion.description) == exclusion)
  }

  @Test(arguments: [
    "", "budget: more than", "budget: more than x pages of the host",
    "budget: more than 3 links of the host", "budget: more than 3 ", "discovered",
  ])
  func otherTextsAreNone(_ text: String) { #expect(Exclusion(text) == nil) }
}
