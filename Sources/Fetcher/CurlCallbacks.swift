internal import CCurl
import EventLoop
import Glibc
import WebURL

// What libcurl calls. Free functions, because a closure would inherit an isolation; each finds its
// transfer or its socket table through the context pointer, on the loop's thread.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
  guard let context = unsafe context else { return nil }
  return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

private func table(_ context: UnsafeMutableRawPointer?) -> SocketTable? {
  guard let context = unsafe context else { return nil }
  return unsafe Unmanaged<SocketTable>.fromOpaque(context).takeUnretainedValue()
}

@c nonisolated func bodyArrived(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let transfer = unsafe transfer(context), let bytes = unsafe bytes else { return 0 }
  let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  switch unsafe transfer.readBody(buffer.bindMemory(to: UInt8.self)) {
  case .goOn: return size * count
  case .pause: return Int(CURL_WRITEFUNC_PAUSE)
  case .stop: return 0
  }
}

@c nonisolated func headerArrived(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let transfer = unsafe transfer(context), let bytes = unsafe bytes else { return 0 }
  let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  unsafe transfer.readHeader(buffer.bindMemory(to: UInt8.self).span)
  return size * count
}

@c nonisolated func bytesMoved(
  _ context: UnsafeMutableRawPointer?, _ downTotal: Int, _ downNow: Int, _ upTotal: Int,
  _ upNow: Int
) -> Int32 {
  guard let transfer = unsafe transfer(context) else { return 1 }
  return transfer.mayGoOn(wireBytes: Int64(downNow)) ? 0 : 1
}

@c nonisolated func socketWanted(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
  _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> Int32 {
  guard let transfer = unsafe transfer(context), let address = unsafe address else { return -1 }
  let server = unsafe orb_socket_address(address).flatMap { unsafe ServerAddress($0) }
  guard transfer.mayConnect(to: server) else { return -1 }
  let descriptor = unsafe orb_open_socket(address)
  guard descriptor >= 0 else { return -1 }
  guard transfer.opened(descriptor) else {
    close(descriptor)
    return -1
  }
  return descriptor
}

@c nonisolated func socketDone(_ context: UnsafeMutableRawPointer?, _ descriptor: Int32) -> Int32 {
  unsafe table(context)?.close(descriptor)
  return 0
}

@c nonisolated func interestChanged(
  _ easy: UnsafeMutableRawPointer?, _ descriptor: Int32, _ what: Int32,
  _ context: UnsafeMutableRawPointer?, _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
  let wanted: Readiness? =
    switch what {
    case Int32(ORB_POLL_IN): .readable
    case Int32(ORB_POLL_OUT): .writable
    case Int32(ORB_POLL_INOUT): [.readable, .writable]
    default: nil
    }
  guard let table = unsafe table(context) else { return 0 }
  do throws(SystemError) {
    try table.want(wanted, on: descriptor)
  } catch {
    unsafe transfer(orb_easy_get_pointer(easy, CURLINFO_PRIVATE))?.goDeaf(for: error)
    table.endDeaf()
  }
  return 0
}

@c nonisolated func timerChanged(
  _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  unsafe table(context)?.setTimer(milliseconds: milliseconds)
  return 0
}
