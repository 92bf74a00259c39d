import Testing
import orbweaver

struct StraceSummaryTests {
  private static let table = """
    strace: Process 12 attached
    % time     seconds  usecs/call     calls    errors syscall
    ------ ----------- ----------- --------- --------- ----------------
     97.50    0.008536        2134         4         2 wait4
      2.50    0.000100           5        19           close
      0.00    0.000000           0         1         1 access
    ------ ----------- ----------- --------- --------- ----------------
    100.00    0.008636         359        24         3 total

    """

  @Test func rowsAreRead() {
    #expect(StraceSummary.calls(in: Self.table) == ["wait4": 4, "close": 19, "access": 1])
  }

  @Test(arguments: ["", "strace: ptrace(PTRACE_TRACEME, ...): Operation not permitted\n"])
  func whatIsNoTableIsNone(_ text: String) { #expect(StraceSummary.calls(in: text) == nil) }

  /// However much of it was written when the disk was full or the tracer was killed.
  @Test func aTornTableIsNone() {
    let whole = Self.table.components(of: "total")
    for length in 0..<whole.count {
      let torn = String(whole.prefix(length))
      let calls = StraceSummary.calls(in: torn)
      #expect(calls == nil || calls == StraceSummary.calls(in: Self.table), "\(length)")
    }
  }
}

extension String {
  /// What stands before a word.
  fileprivate func components(of word: String) -> String {
    String(prefix(upTo: firstRange(of: word)?.lowerBound ?? endIndex))
  }
}
