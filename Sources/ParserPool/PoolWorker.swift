import EventLoop
import ParserWire

/// A parser process and the pages in its hands.
final class PoolWorker {
  /// A page that waits to be parsed or is being parsed.
  struct Page {
    let waiter: Waiter<ParseOutcome>
    let request: ParseRequest
  }

  let number: Int
  let process: ParserProcess
  private let slotCount: Int
  private var freeSlots: [Int]
  /// The pages in its hands, in the order in which it takes them up; the first is being parsed.
  private(set) var pages: [(slot: Int, page: Page)] = []
  /// Since when the first page is the first.
  private(set) var headSince = ContinuousClock.now
  /// Whether it has answered its settings.
  var isReady = false
  /// Whether it is to go once its pages are done.
  var isRetiring = false
  /// Why it was killed, when it was us.
  var killReason: ParseFailure?

  init(number: Int, settings: PoolSettings) throws(SystemError) {
    self.number = number
    process = try ParserProcess(program: settings.program, settings: settings.worker)
    slotCount = Int(settings.worker.slotCount)
    freeSlots = Array((0..<slotCount).reversed())
  }

  /// Whether it can take one page more.
  var hasRoom: Bool { !freeSlots.isEmpty && !isRetiring && killReason == nil }

  /// Hands a page over.
  ///
  /// - Returns: false when the process cannot be reached any more; the page is then among `pages`
  ///   like all the others that it takes along.
  func take(_ page: Page, body: Span<UInt8>) -> Bool {
    guard let slot = freeSlots.popLast() else { return false }
    process.bodies.write(body, slot: slot)
    if pages.isEmpty { headSince = .now }
    var request = page.request
    request.slot = UInt32(slot)
    pages.append((slot, Page(waiter: page.waiter, request: request)))
    guard let packet = try? request.encoded() else { return false }
    return process.send(packet)
  }

  /// Takes back the page of a slot, when that is what the process must be working on.
  func finish(slot: UInt32) -> Page? {
    guard let first = pages.first, first.slot == Int(slot) else { return nil }
    pages.removeFirst()
    freeSlots.append(first.slot)
    headSince = .now
    process.bodies.release(slot: first.slot, used: Int(first.page.request.bodyLength))
    return first.page
  }

  /// A copy of the body of a page in its hands.
  func body(of entry: (slot: Int, page: Page)) -> [UInt8] {
    var bytes: [UInt8] = []
    process.bodies.read(Int(entry.page.request.bodyLength), slot: entry.slot, into: &bytes)
    return bytes
  }
}
