import Crawler

/// How a crawl reports while it runs.
enum ProgressStyle: String, CaseIterable, Sendable {
  case auto, plain, none
}

/// Tells on standard error how a crawl stands until the surrounding task is cancelled.
struct ProgressReporter {
  let console: Console
  let crawl: Crawl

  private static let redrawInterval = Duration.milliseconds(200)
  private static let plainInterval = Duration.seconds(5)

  /// Reports in a style; `auto` redraws a line on a terminal and writes plain lines elsewhere.
  func run(_ style: ProgressStyle) async {
    switch style {
    case .none: return
    case .auto where Console.canRedraw: await redraw()
    case .auto, .plain: await writeLines()
    }
  }

  private func redraw() async {
    let isColoured = (Console.environment("NO_COLOR") ?? "").isEmpty
    var line = ProgressLine()
    while await pause(Self.redrawInterval) {
      line.update(crawl.statistics)
      console.show(status: line.text(columns: Console.columns, isColoured: isColoured))
    }
    console.show(status: "")
  }

  private func writeLines() async {
    var line = ProgressLine()
    line.update(crawl.statistics)
    while await pause(Self.plainInterval) {
      line.update(crawl.statistics)
      console.say(line.plain)
    }
  }

  /// Whether there is reason to go on after a while.
  private func pause(_ interval: Duration) async -> Bool {
    do {
      try await Task.sleep(for: interval)
      return true
    } catch {
      return false
    }
  }
}
