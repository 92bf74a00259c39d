internal import CCurl

extension FetchFailure.Code {
  /// The kind of failure that a result code of libcurl stands for.
  ///
  /// - Parameter hasBegun: whether the connection stood, TLS included: libcurl calls it a timeout
  ///   before as well as after.
  init(_ code: CURLcode, hasBegun: Bool) {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: self = .dns
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: self = .connect
    case CURLE_OPERATION_TIMEDOUT: self = hasBegun ? .timeout : .connectTimeout
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
      self = .tls
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: self = .reset
    case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
    case CURLE_BAD_CONTENT_ENCODING: self = .encoding
    case CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_HTTP3,
      CURLE_UNSUPPORTED_PROTOCOL, CURLE_RANGE_ERROR, CURLE_TOO_MANY_REDIRECTS:
      self = .protocol
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: self = .proxy
    case CURLE_URL_MALFORMAT: self = .url
    default: self = .other
    }
  }
}
