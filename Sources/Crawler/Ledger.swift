import CrawlStore
import Synchronization

/// The rows that the loops of a crawl make, all in one order.
///
/// What one loop discovers another may fetch at once, and the row of a URL must not come after the row
/// that says what became of it. So all loops write into one batch, and asking the frontier is part of
/// recording: its lock is taken under this one, never the other way round.
final class Ledger: Sendable {
  private struct State {
    var rows = BatchBuilder()
    /// An empty batch with memory, for when `rows` gives its own away.
    var spare = CrawlBatch()
    var isFlushing = false

    mutating func takeRows() -> CrawlBatch {
      var empty = CrawlBatch()
      swap(&empty, &spare)
      return rows.exchange(for: empty)
    }
  }

  private let state = Mutex(State())

  /// Adds rows; all of one call share a batch, and with it a transaction.
  func record<Result: Sendable>(_ body: (inout BatchBuilder) -> Result) -> Result {
    state.withLock { body(&$0.rows) }
  }

  /// Whether more rows wait than one batch should hold, because the disk is slow.
  var isOverdue: Bool { state.withLock { $0.isFlushing && $0.rows.isWorthwhile } }

  /// Takes the rows out, to be written.
  ///
  /// - Returns: nil when there are none, or others are still being written.
  func beginFlush() -> CrawlBatch? {
    state.withLock { state in
      guard !state.isFlushing, !state.rows.batch.isEmpty else { return nil }
      state.isFlushing = true
      return state.takeRows()
    }
  }

  /// Notes that a batch was written.
  ///
  /// - Parameter emptied: the batch, emptied, for another use.
  /// - Returns: the next one, when it is worthwhile already; nil when the flush is over.
  func continueFlush(_ emptied: CrawlBatch?) -> CrawlBatch? {
    state.withLock { state in
      if let emptied { state.spare = emptied }
      state.isFlushing = state.rows.isWorthwhile
      return state.isFlushing ? state.takeRows() : nil
    }
  }

  /// Takes all the rest. Call it when no worker is left and no flush under way.
  func takeRest() -> CrawlBatch { state.withLock { $0.takeRows() } }
}
