private import CCurl
import EventLoop

/// What became of a transfer that has ended.
extension Transfer {
  /// No CURLcode: our own mark for a transfer that was taken away.
  static let cancelled = CURLcodeValue.max

  /// - Parameter result: what libcurl said of its end, or `cancelled`.
  func outcome(_ result: CURLcodeValue) -> FetchOutcome {
    if let failure = failure(result) {
      _ = takeBody()
      return .failure(failure)
    }
    return .response(
      FetchResponse(
        status: easy.statusCode, headers: headers, body: takeBody(),
        isTruncated: stop == .notWanted, transfer: facts))
  }

  private func failure(_ result: CURLcodeValue) -> FetchFailure? {
    if result == Self.cancelled { return failure(.cancelled, "stopped") }
    switch stop {
    case .notWanted: return nil
    case .cancelled: return failure(.cancelled, "stopped")
    case .tooLarge: return failure(.tooLarge, "more than \(maximumBody) bytes")
    case .stalled: return failure(.stall, "nothing came for \(stallTimeout)")
    case .noMemory: return failure(.other, "no memory for the body")
    case nil where result == CURLE_OK.rawValue:
      return headIsWhole ? nil : failure(.reset, "the answer ended in its head")
    case nil: return failure(ofCurl: result)
    }
  }

  private func failure(ofCurl result: CURLcodeValue) -> FetchFailure {
    if let address = refusedAddress {
      return FetchFailure(
        code: .addressFound, detail: "\(address)", transfer: facts, address: address)
    }
    if let obstacle { return failure(.other, "\(obstacle)") }
    let code =
      easy.wasRefusedTunnel
      ? .proxy : FetchFailure.Code(CURLcode(result), hasBegun: easy.hasBegun)
    return failure(code, easy.errorText(result))
  }

  private func failure(_ code: FetchFailure.Code, _ detail: String) -> FetchFailure {
    FetchFailure(code: code, detail: detail, transfer: facts)
  }
}

extension FetchOutcome {
  /// For what is not begun any more.
  static let stopped = FetchOutcome.failure(
    FetchFailure(code: .cancelled, detail: "stopped", transfer: TransferFacts()))
}
