/// Whether the parts of bodies may go on to those who want them, as they come: the rate may be limited,
/// and a loop may be told that those who take bodies cannot keep up.
protocol BodyFlow: AnyObject {
  /// Whether bytes are counted at all.
  var isPaced: Bool { get }

  /// Whether a transfer may hand on a part of its body, which is then counted. May block where a blocked
  /// thread keeps nobody else waiting.
  ///
  /// - Parameters:
  ///   - bytes: what came over the wire and was not counted yet. What is decoded of bytes that were
  ///     counted goes on: libcurl would gather all of it in memory.
  ///   - isInTurn: whether the transfer has waited; others go after those that wait.
  func admits(_ bytes: Int64, isInTurn: Bool) -> Bool

  /// Counts bytes that went on without having asked.
  func count(_ bytes: Int64)

  /// Has a transfer that was not let on wait for its turn.
  func hold(_ transfer: Transfer)

  /// A transfer that waits has ended.
  func forget(_ transfer: Transfer)
}
