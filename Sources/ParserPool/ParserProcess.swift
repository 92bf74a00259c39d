import Bodies
private import CLinux
import EventLoop
import Glibc
import ParserWire

/// One `orbweaver-parser`, with its socket and its shared memory.
///
/// Whoever starts one must `end` it, or it is left to notice the closed socket by itself.
final class ParserProcess {
  let pid: Int32
  /// Our end of the socket pair.
  let socket: Int32
  let replies: SharedMemory
  private var isReaped = false

  /// Starts the program and sends it its settings.
  init(
    program: String, settings: WorkerSettings, bodies: BodyArena
  ) throws(SystemError) {
    let slots = Int(settings.slotCount)
    replies = try SharedMemory(
      name: "orbweaver-replies", slots: slots, slotCapacity: Int(settings.replyCapacity))
    let readable = try bodies.openForReading()
    defer { close(readable) }
    let (ours, theirs) = try Self.socketPair()
    defer { close(theirs) }
    do throws(SystemError) {
      pid = try Self.spawn(program, [theirs, readable, replies.descriptor])
    } catch {
      close(ours)
      throw error
    }
    socket = ours
    _ = orb_set_nonblocking(ours)
    if let packet = try? settings.encoded() { _ = send(packet) }
  }

  private static func socketPair() throws(SystemError) -> (ours: Int32, theirs: Int32) {
    var low: [Int32] = [-1, -1]
    try SystemError.check(unsafe orb_socket_pair(&low), "socketpair")
    defer { for descriptor in low { close(descriptor) } }
    let ours = try SystemError.check(orb_duplicate_high(low[0]), "fcntl(F_DUPFD_CLOEXEC)")
    let theirs = orb_duplicate_high(low[1])
    guard theirs >= 0 else {
      let error = SystemError("fcntl(F_DUPFD_CLOEXEC)")
      close(ours)
      throw error
    }
    return (ours, theirs)
  }

  private static func spawn(_ program: String, _ three: [Int32]) throws(SystemError) -> Int32 {
    var pid: Int32 = 0
    let code = unsafe program.withCString { path in
      unsafe "MALLOC_ARENA_MAX=1".withCString { variable in
        var arguments = unsafe [UnsafeMutablePointer(mutating: path), nil]
        var environment = unsafe [UnsafeMutablePointer(mutating: variable), nil]
        return unsafe orb_spawn(&pid, path, &arguments, &environment, three)
      }
    }
    guard code == 0 else { throw SystemError("posix_spawn(\(program))", errno: code) }
    return pid
  }

  /// - Returns: whether the packet went out whole.
  func send(_ packet: [UInt8]) -> Bool {
    unsafe Glibc.send(socket, packet, packet.count, Int32(MSG_NOSIGNAL)) == packet.count
  }

  /// What the socket had to say.
  enum Received {
    case packet(count: Int)
    case nothing
    case closed
  }

  /// Takes one packet, without waiting.
  func receive(into buffer: inout [UInt8]) -> Received {
    var count = unsafe recv(socket, &buffer, buffer.count, 0)
    // A process that died with requests unread: the kernel says so once, and then hands over what it
    // had sent before.
    if count < 0 && errno == ECONNRESET { count = unsafe recv(socket, &buffer, buffer.count, 0) }
    if count > 0 { return .packet(count: count) }
    if count < 0 && (errno == EAGAIN || errno == EINTR) { return .nothing }
    return .closed
  }

  func kill() { if !isReaped { _ = Glibc.kill(pid, SIGKILL) } }

  /// Ends the process, waits until it is gone, and says how it went.
  ///
  /// A process that was told to go by closing its socket is given a second to do so: its CPU time
  /// then counts as its parent's children's, and nothing is left behind.
  func end(byForce: Bool) -> String {
    close(socket)
    if byForce || !leaves(within: 1000) { kill() }
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1 && errno == EINTR {}
    isReaped = true
    if orb_wait_signaled(status) != 0 { return Self.name(ofSignal: orb_wait_signal(status)) }
    return "exit \(orb_wait_exit_status(status))"
  }

  private func leaves(within milliseconds: Int32) -> Bool {
    let handle = orb_pidfd_open(pid)
    guard handle >= 0 else { return false }
    defer { close(handle) }
    var watched = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&watched, 1, milliseconds) == 1
  }

  static let cpuSignal = name(ofSignal: SIGPROF)

  private static func name(ofSignal signal: Int32) -> String {
    switch signal {
    case SIGSEGV: "SIGSEGV"
    case SIGABRT: "SIGABRT"
    case SIGBUS: "SIGBUS"
    case SIGILL: "SIGILL"
    case SIGTRAP: "SIGTRAP"
    case SIGKILL: "SIGKILL"
    case SIGPROF: "SIGPROF"
    case SIGSYS: "SIGSYS"
    default: "signal \(signal)"
    }
  }
}
