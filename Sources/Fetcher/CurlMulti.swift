private import CCurl
import EventLoop
import Glibc

/// A result code of libcurl, outside this room's C.
typealias CURLcodeValue = UInt32

/// libcurl's multi handle, driven by events only.
///
/// Lives on its fetcher's loop, where it must be closed before it goes.
@safe final class CurlMulti {
  private var raw: UnsafeMutableRawPointer?
  /// What libcurl's socket and timer callbacks get.
  private let sockets: SocketTable

  /// - Throws: `SystemError` when there is no memory.
  init(settings: FetchSettings, sockets: SocketTable) throws(SystemError) {
    guard orb_global_init() == CURLE_OK, let raw = unsafe curl_multi_init() else {
      throw SystemError("curl_multi_init", errno: ENOMEM)
    }
    unsafe self.raw = unsafe raw
    self.sockets = sockets
    let context = unsafe Unmanaged.passUnretained(sockets).toOpaque()
    unsafe orb_multi_on_socket(raw, interestChanged)
    unsafe orb_multi_pointer(raw, CURLMOPT_SOCKETDATA, context)
    unsafe orb_multi_on_timer(raw, timerChanged)
    unsafe orb_multi_pointer(raw, CURLMOPT_TIMERDATA, context)
    unsafe orb_multi_long(raw, CURLMOPT_MAXCONNECTS, settings.maximumConnections)
    if let limit = settings.openConnections {
      unsafe orb_multi_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, limit)
    }
  }

  deinit { precondition(unsafe raw == nil, "a fetcher must be closed on its loop") }

  /// Closes every connection. Easy handles may be cleaned up before or after.
  func close() {
    unsafe curl_multi_cleanup(raw)
    unsafe raw = nil
  }

  func add(_ easy: borrowing CurlEasy) -> Bool {
    unsafe curl_multi_add_handle(raw, easy.raw) == CURLM_OK
  }

  func remove(_ easy: borrowing CurlEasy) { unsafe curl_multi_remove_handle(raw, easy.raw) }

  /// Tells libcurl what a socket is ready for, and lets it work.
  func socketReady(_ descriptor: Int32, _ readiness: Readiness) {
    var mask: Int32 = 0
    if readiness.contains(.readable) { mask |= Int32(ORB_SELECT_IN) }
    if readiness.contains(.writable) { mask |= Int32(ORB_SELECT_OUT) }
    if readiness.contains(.failed) { mask |= Int32(ORB_SELECT_ERR) }
    var running: Int32 = 0
    unsafe curl_multi_socket_action(raw, descriptor, mask, &running)
  }

  /// Tells libcurl that its timer went off.
  func timedOut() {
    var running: Int32 = 0
    unsafe curl_multi_socket_action(raw, Int32(ORB_SOCKET_TIMEOUT), 0, &running)
  }

  /// Calls the closure for each transfer that has ended, with its result.
  func takeEnded(_ ended: (Transfer, CURLcodeValue) -> Void) {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(raw, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
      let result = unsafe orb_message_result(message)
      let easy = unsafe message.pointee.easy_handle
      // The message dies with the removal, so nothing of it is used after.
      guard let context = unsafe orb_easy_get_pointer(easy, CURLINFO_PRIVATE) else { continue }
      let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      unsafe curl_multi_remove_handle(raw, easy)
      ended(transfer, result.rawValue)
    }
  }
}
