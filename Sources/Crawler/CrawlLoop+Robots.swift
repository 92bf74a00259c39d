import Fetcher
import Frontier

/// robots.txt, fetched through the same fetcher before a host's first page, and again when its time
/// is over (RFC 9309, 2.3 and 2.4).
extension CrawlLoop {
  func crawlRobots(_ work: Work) async -> Judgement {
    let copy = work.hasCopy ? judge.robotsCopies[work.host] : nil
    let answer = await fetcher.robots(at: work.url, host: work.host, copy: copy)
    return judge.judge(work, answer, at: .now)
  }
}

extension Duration {
  var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }

  var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
