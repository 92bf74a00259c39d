private import CCurl
import EventLoop
import Glibc

/// The cookies of all easy handles of one fetcher.
@safe final class CookieShare {
  let raw: UnsafeMutableRawPointer
  /// A handle that makes no transfers: libcurl reads and writes cookies through handles only.
  private let window: UnsafeMutableRawPointer

  init() throws(SystemError) {
    guard let raw = unsafe orb_share_of_cookies() else {
      throw SystemError("curl_share_init", errno: ENOMEM)
    }
    guard let window = unsafe curl_easy_init() else {
      unsafe curl_share_cleanup(raw)
      throw SystemError("curl_easy_init", errno: ENOMEM)
    }
    unsafe orb_easy_pointer(window, CURLOPT_SHARE, raw)
    unsafe orb_easy_string(window, CURLOPT_COOKIEFILE, "")
    unsafe self.raw = unsafe raw
    unsafe self.window = unsafe window
  }

  deinit {
    unsafe curl_easy_cleanup(window)
    unsafe curl_share_cleanup(raw)
  }

  /// Each cookie as a line of a file in Netscape's format.
  var lines: [String] {
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

  /// Adds cookies from such lines; what is none is left out.
  func add(_ lines: [String]) {
    for line in lines { unsafe orb_easy_string(window, CURLOPT_COOKIELIST, line) }
  }
}
