import Glibc

/// What the kernel counted for some threads so far (getrusage(2)).
struct ProcessUsage: Sendable {
  /// CPU time in user mode, in seconds.
  private(set) var user = 0.0
  /// CPU time in the kernel, in seconds.
  private(set) var system = 0.0
  /// Times that a thread gave the processor up to wait.
  private(set) var voluntarySwitches: Int64 = 0
  /// Times that a thread was made to give it up.
  private(set) var involuntarySwitches: Int64 = 0

  init() {}

  /// All threads of this process, those that ended included.
  static var ofThisProcess: ProcessUsage { ProcessUsage(RUSAGE_SELF.rawValue) }
  /// The child processes that ended and were waited for.
  static var ofEndedChildren: ProcessUsage { ProcessUsage(RUSAGE_CHILDREN.rawValue) }
  /// The calling thread; Linux's own, and Glibc shows it to nobody but who asks for GNU's extensions.
  static var ofThisThread: ProcessUsage { ProcessUsage(1) }

  private init(_ whose: Int32) {
    var usage = rusage()
    guard unsafe getrusage(whose, &usage) == 0 else { return }
    user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
    system = Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
    voluntarySwitches = Int64(usage.ru_nvcsw)
    involuntarySwitches = Int64(usage.ru_nivcsw)
  }

  static func - (left: ProcessUsage, right: ProcessUsage) -> ProcessUsage {
    var difference = left
    difference.user -= right.user
    difference.system -= right.system
    difference.voluntarySwitches -= right.voluntarySwitches
    difference.involuntarySwitches -= right.involuntarySwitches
    return difference
  }
}
