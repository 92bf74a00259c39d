/// What the program says before it ends without having done its work: one line that tells what is
/// wrong with what, and how to mend it.
package struct Complaint: Error, Sendable, CustomStringConvertible {
  /// How the program ends.
  package let status: ExitStatus
  /// The line, without the program's name.
  package let description: String

  package init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }

  package init(_ status: ExitStatus, _ subject: String, _ problem: String, mend: String) {
    self.init(status, "\(subject): \(problem); \(mend)")
  }
}
