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
    let bodies = unsafe try Self.map(
      WorkerDescriptor.bodies, slots * Int(settings.bodyCapacity), PROT_READ)
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
    guard slot < slotCount, length <= bodyCapacity else {
      throw WorkerFailure("the request lies outside the shared memory")
    }
    let body = unsafe UnsafeRawBufferPointer(
      rebasing: bodies[slot * bodyCapacity..<slot * bodyCapacity + length])
    let reply = unsafe UnsafeMutableRawBufferPointer(
      rebasing: replies[slot * replyCapacity..<(slot + 1) * replyCapacity])
    var target = unsafe reply.bindMemory(to: UInt8.self).mutableSpan
    return unsafe use(body.bindMemory(to: UInt8.self).span, &target)
  }

  private static func map(
    _ descriptor: Int32, _ length: Int, _ protection: Int32
  ) throws(WorkerFailure) -> UnsafeMutableRawBufferPointer {
    // A mapping beyond the file's end would be a SIGBUS later.
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system("fstat") }
    guard status.st_size >= length else {
      throw WorkerFailure("the shared memory is smaller than the settings say")
    }
    let address = unsafe mmap(nil, length, protection, MAP_SHARED, descriptor, 0)
    guard let address = unsafe address, Int(bitPattern: address) != -1 else {
      throw .system("mmap")
    }
    close(descriptor)
    return unsafe UnsafeMutableRawBufferPointer(start: address, count: length)
  }
}
