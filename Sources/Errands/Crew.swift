/// The workers of a crawl, or of one of its event loops: they get errands from a desk and run them, in one
/// of the modes of crawling.
package protocol Crew: Sendable {
  /// Works until the desk is drained, and returns when the last worker has gone home.
  func work() async

  /// There may be work: one that waits looks. Any thread.
  func wakeOne()

  /// Something has changed for all: everyone that waits looks. Any thread.
  func wakeAll()

  /// Ends the fetches under way as cancelled, and refuses what comes later. Any thread; returns before
  /// that has come to all.
  func cancelFetches()

  /// The cookies that are kept, each as a line of a file in Netscape's format. O(cookies).
  var cookieLines: [String] { get async }

  /// Adds cookies from such lines, where cookies are kept.
  func load(cookies: [String]) async

  /// Closes every connection. Call it once, after the work.
  func close() async
}
