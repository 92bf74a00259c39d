import Bodies
import EventLoop
import ParserWire

/// A parser process and the pages in its hands.
final class PoolWorker {
  /// A page that waits to be parsed or is being parsed.
  struct Page {
    let asker: Asker
    var request: ParseRequest
    /// Held until the page is done, because another process may have to read it anew.
    let body: Body
  }

  /// Who waits for a page's outcome.
  enum Asker {
    case coroutine(Waiter<ParseOutcome>)
    case thread(Monitor<ParseOutcome?>)

    func answer(_ outcome: ParseOutcome) {
      switch self {
      case .coroutine(let waiter): waiter.resume(returning: outcome)
      case .thread(let answer):
        answer.withLock { $0 = outcome }
        answer.wakeOne()
      }
    }
  }

  let number: Int
  let process: ParserProcess
  private let slotCount: Int
  private var freeSlots: [Int]
  /// The pages in its hands, in the order in which it takes them up; the first is being parsed.
  private(set) var pages: [(slot: Int, page: Page)] = []
  /// Since when the first page is the first.
  private var headSince = ContinuousClock.now
  /// Whether it has answered its settings.
  var isReady = false
  /// Whether it is to go once its pages are done.
  var isRetiring = false

  init(number: Int, settings: PoolSettings, bodies: BodyArena) throws(SystemError) {
    self.number = number
    process = try ParserProcess(
      program: settings.program, settings: settings.worker, bodies: bodies)
    slotCount = Int(settings.worker.slotCount)
    freeSlots = Array((0..<slotCount).reversed())
  }

  /// Whether it can take one page more.
  var hasRoom: Bool { !freeSlots.isEmpty && !isRetiring }

  /// Whether it has been working on its first page for longer than this.
  func isBusy(longerThan limit: Duration, now: ContinuousClock.Instant) -> Bool {
    !pages.isEmpty && now - headSince > limit
  }

  /// Hands a page over.
  ///
  /// - Returns: false when the process cannot be reached any more; the page is then not in its hands.
  func take(_ page: Page) -> Bool {
    guard let slot = freeSlots.last else { return false }
    var page = page
    page.request.slot = UInt32(slot)
    guard let packet = try? page.request.encoded(), process.send(packet) else { return false }
    freeSlots.removeLast()
    if pages.isEmpty { headSince = .now }
    pages.append((slot, page))
    return true
  }

  /// Takes back the page of a slot, when that is what the process must be working on.
  func finish(slot: UInt32) -> Page? {
    guard let first = pages.first, first.slot == Int(slot) else { return nil }
    pages.removeFirst()
    freeSlots.append(first.slot)
    headSince = .now
    return first.page
  }
}
