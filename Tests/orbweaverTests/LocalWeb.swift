import EventLoop
import SyntheticWeb

/// A synthetic web that runs in the test process for as long as a closure does.
func withLocalWeb<Result: Sendable>(
  pages: Int = 20, latency: Duration = .zero,
  _ body: (_ start: String, _ server: SyntheticServer) async throws -> Result
) async throws -> Result {
  var shape = WebShape()
  shape.pagesPerHost = pages
  shape.linksPerPage = 5
  shape.latency = latency...latency
  let loop = try EventLoop.start(named: "test-web")
  defer { loop.stop() }
  let server = SyntheticServer(shape: shape, on: loop)
  let port = try await server.start()
  do {
    let result = try await body("http://127.0.0.1:\(port)/", server)
    await server.stop()
    return result
  } catch {
    await server.stop()
    throw error
  }
}
