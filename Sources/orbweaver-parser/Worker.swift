import CLinux
import Glibc
import ParserWire
import WebURL

/// Takes requests, one after the other, and answers each with the facts of its page.
struct Worker: ~Copyable {
  private var socket: WorkerSocket
  private let settings: WorkerSettings
  private let memory: SlotMemory
  private var parsers: Parsers

  /// Takes the settings from the socket, gives away what a parser does not need, and reports ready.
  init() throws(WorkerFailure) {
    var socket = WorkerSocket()
    let settings = try socket.receive { packet throws(WireError) in
      try WorkerSettings(decoding: packet)
    }
    guard let settings else { throw WorkerFailure("orbweaver closed the socket at once") }
    let memory = try SlotMemory(settings)
    let parsers = Parsers(settings)
    try Self.confine(addressSpaceBytes: settings.addressSpaceBytes)
    _ = try socket.send(WorkerReady(processID: UInt32(getpid())).encoded())
    self.socket = socket
    self.settings = settings
    self.memory = memory
    self.parsers = parsers
  }

  /// Works until the crawler closes the socket.
  mutating func run() throws(WorkerFailure) {
    while let request = try nextRequest() {
      let receipt = try parse(request)
      guard try socket.send(receipt.encoded()) else { return }
    }
  }

  private mutating func nextRequest() throws(WorkerFailure) -> ParseRequest? {
    try socket.receive { packet throws(WireError) in try ParseRequest(decoding: packet) }
  }

  private mutating func parse(_ request: ParseRequest) throws(WorkerFailure) -> ParseReceipt {
    if settings.cpuMillisecondsPerPage > 0 {
      // SIGPROF is left to its default action: a page that takes too long ends the process.
      orb_arm_cpu_alarm(Int64(settings.cpuMillisecondsPerPage) * 1000)
    }
    let start = Self.cpuMicroseconds()
    let length = try memory.with(request) { body, reply in
      parsers.parse(request, body, into: &reply)
    }
    return ParseReceipt(
      slot: request.slot, replyLength: UInt32(length),
      cpuMicroseconds: UInt32(clamping: Self.cpuMicroseconds() - start),
      peakResidentKiB: Self.peakResidentKiB())
  }

  /// Dies with the crawler, leaves Ctrl-C to it, and gives up what hostile bytes could misuse.
  private static func confine(addressSpaceBytes: UInt64) throws(WorkerFailure) {
    guard orb_die_with_parent(SIGKILL) == 0, orb_no_new_privileges() == 0 else {
      throw .system("prctl")
    }
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    var limits: [(Int32, UInt64)] = [
      (Int32(ORB_RLIMIT_CORE), 0), (Int32(ORB_RLIMIT_NOFILE), 16),
    ]
    // A limit below what is mapped already, as by a sanitizer, could only break the process.
    if addressSpaceBytes > mappedBytes() {
      limits.append((Int32(ORB_RLIMIT_AS), addressSpaceBytes))
    }
    for (resource, bytes) in limits {
      guard orb_limit(resource, bytes, bytes) == 0 else { throw .system("setrlimit") }
    }
  }

  /// Bytes of address space in use, the first number of `/proc/self/statm`; 0 when it cannot be read.
  private static func mappedBytes() -> UInt64 {
    let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 64)
    let count = unsafe read(descriptor, &text, text.count)
    let digits = text.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }
    return digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) } * UInt64(getpagesize())
  }

  /// The thread's, not the process's: while the CPU alarm is armed the kernel keeps the latter by
  /// clock ticks only, and this process has one thread.
  private static func cpuMicroseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }

  private static func peakResidentKiB() -> UInt32 {
    var usage = rusage()
    unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    return UInt32(clamping: usage.ru_maxrss)
  }
}
