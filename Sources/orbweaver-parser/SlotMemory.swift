import Glibc
import ParserWire

/// The memory that crawler and worker share: bodies to read, replies to write. It stays mapped for
/// as long as the process lives.
@safe struct SlotMemory: ~Copyable {
  private let bodies: UnsafeRawBufferPointer
  private let replies: UnsafeMutableRawBufferPointer
  private let slotCount: Int
  private let bodyCapacity: Int
  private let replyCapacity: Int

  /// Maps both memories and closes their descriptors.
  init(_ settings: WorkerSettings) throws(WorkerFailure) {
    let slots = Int(settings.slotCount)
    // The bodies' file grows as the crawl goes on: of a request it is sure that it lies within.
    let bodies = unsafe try Self.map(WorkerDescriptor.bodies, Int(settings.bodyMemory), PROT_READ)
    try Self.check(WorkerDescriptor.replies, holds: slots * Int(settings.replyCapacity))
    let replies = unsafe try Self.map(
      WorkerDescriptor.replies, slots * Int(settings.replyCapacity), PROT_READ | PROT_WRITE)
    slotCount = slots
    bodyCapacity = Int(settings.bodyCapacity)
    replyCapacity = Int(settings.replyCapacity)
    unsafe self.bodies = UnsafeRawBufferPointer(bodies)
    unsafe self.replies = unsafe replies
  }

  /// Lends a request's body and its slot's reply memory.
  func with<R>(
    _ request: ParseRequest, _ use: (Span<UInt8>, inout MutableSpan<UInt8>) -> R
  ) throws(WorkerFailure) -> R {
    let slot = Int(request.slot)
    let length = Int(request.bodyLength)
    guard slot < slotCount, length <= bodyCapacity,
      unsafe request.bodyOffset <= UInt64(bodies.count - length)
    else { throw WorkerFailure("the request lies outside the shared memory") }
    let offset = Int(request.bodyOffset)
    let body = unsafe UnsafeRawBufferPointer(rebasing: bodies[offset..<offset + length])
    let reply = unsafe UnsafeMutableRawBufferPointer(
      rebasing: replies[slot * replyCapacity..<(slot + 1) * replyCapacity])
    var target = unsafe reply.bindMemory(to: UInt8.self).mutableSpan
    return unsafe use(body.bindMemory(to: UInt8.self).span, &target)
  }

  /// A mapping beyond the file's end would be a SIGBUS later.
  private static func check(
    _ descriptor: Int32, holds length: Int
  ) throws(WorkerFailure) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system("fstat") }
    guard status.st_size >= length else {
      throw WorkerFailure("the shared memory is smaller than the settings say")
    }
  }

  private static func map(
    _ descriptor: Int32, _ length: Int, _ protection: Int32
  ) throws(WorkerFailure) -> UnsafeMutableRawBufferPointer {
    let address = unsafe mmap(nil, length, protection, MAP_SHARED, descriptor, 0)
    guard let address = unsafe address, Int(bitPattern: address) != -1 else {
      throw .system("mmap")
    }
    close(descriptor)
    return unsafe UnsafeMutableRawBufferPointer(start: address, count: length)
  }
}
