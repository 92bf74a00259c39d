import Frontier

/// What servers said last of each URL: the truth that is left to be compared with.
struct Journal {
  /// By URL.
  private(set) var pages: [String: Int] = [:]
  private(set) var sitemaps: [String: Int] = [:]

  mutating func note(_ work: Work, _ answer: SimulatedWeb.Answer) {
    pages[work.url] = nil
    sitemaps[work.url] = nil
    switch answer.meaning {
    case .page(let number): pages[work.url] = number
    case .sitemap(let site): sitemaps[work.url] = site
    case .silence, .refusal, .robots, .nothing, .busy: break
    }
  }

  /// It was answered, but nobody could read it.
  mutating func noteUnparsed(_ work: Work) {
    pages[work.url] = nil
    sitemaps[work.url] = nil
  }
}
