private import CCurl
import EventLoop
import Glibc

/// What several easy handles have in common: the cookies of one fetcher; or, for handles on many threads,
/// resolved names and TLS sessions as well.
@safe final class CurlShare {
  /// Who uses the handles.
  enum Users { case oneLoop, threads }

  let raw: UnsafeMutableRawPointer
  /// Whether cookies are among it.
  let keepsCookies: Bool
  /// Of a share for threads; libcurl locks them itself.
  private let locks: UnsafeMutablePointer<orb_share_locks>?
  /// A handle that makes no transfers: libcurl reads and writes cookies through handles only.
  private let window: UnsafeMutableRawPointer

  /// - Throws: `SystemError` when there is no memory.
  init(of users: Users, keepsCookies: Bool) throws(SystemError) {
    let locks = unsafe users == .threads ? orb_share_locks_make() : nil
    let share = unsafe locks.map { unsafe orb_share_of_threads($0, keepsCookies ? 1 : 0) }
    guard let raw = unsafe share ?? orb_share_of_cookies() else {
      unsafe free(locks)
      throw SystemError("curl_share_init", errno: ENOMEM)
    }
    guard let window = unsafe curl_easy_init() else {
      unsafe curl_share_cleanup(raw)
      unsafe free(locks)
      throw SystemError("curl_easy_init", errno: ENOMEM)
    }
    unsafe orb_easy_pointer(window, CURLOPT_SHARE, raw)
    if keepsCookies { unsafe orb_easy_string(window, CURLOPT_COOKIEFILE, "") }
    unsafe self.raw = unsafe raw
    self.keepsCookies = keepsCookies
    unsafe self.locks = unsafe locks
    unsafe self.window = unsafe window
  }

  deinit {
    unsafe curl_easy_cleanup(window)
    unsafe curl_share_cleanup(raw)
    unsafe free(locks)
  }

  /// Each cookie as a line of a file in Netscape's format. One thread at a time.
  var cookieLines: [String] {
    guard keepsCookies else { return [] }
    let first = unsafe orb_easy_get_list(window, CURLINFO_COOKIELIST)
    defer { unsafe curl_slist_free_all(first) }
    var lines: [String] = []
    var entry = unsafe first
    while let here = unsafe entry {
      if let line = unsafe here.pointee.data { lines.append(unsafe String(cString: line)) }
      unsafe entry = unsafe here.pointee.next
    }
    return lines
  }

  /// Adds cookies from such lines, where cookies are kept; what is none is left out. One thread at a time.
  func add(cookies lines: [String]) {
    guard keepsCookies else { return }
    for line in lines { unsafe orb_easy_string(window, CURLOPT_COOKIELIST, line) }
  }
}
