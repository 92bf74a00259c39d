import ArgumentParser
import EventLoop
import Glibc
import SyntheticWeb

/// `orbweaver web`: the synthetic web, served until somebody ends it.
struct WebCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "web",
    abstract: "Serve a synthetic web on loopback, to try crawls on.",
    discussion: """
      The same numbers make the same web. Host n has the address 127.0.(n / 250).(n % 250 + 1). \
      Prints the URL to start at, one line on standard output, as soon as it listens; ends with \
      Ctrl-C or SIGTERM.
      """)

  @Option(
    help: .init(
      "The TCP port, the same for all hosts; 0 for one that is free. (default: 0)",
      valueName: "port"),
    transform: Count.within(0...65_535))
  var port = 0

  @Option(
    help: .init("How many hosts there are. (default: \(WebShape().hosts))", valueName: "hosts"),
    transform: WebNumbers.hosts)
  var hosts = WebShape().hosts

  @Option(
    help: .init(
      "How many pages each host has. (default: \(WebShape().pagesPerHost))", valueName: "pages"),
    transform: WebNumbers.pages)
  var pages = WebShape().pagesPerHost

  @Option(
    help: .init(
      "How many links each page has. (default: \(WebShape().linksPerPage))", valueName: "links"),
    transform: WebNumbers.links)
  var links = WebShape().linksPerPage

  @Option(
    help: .init(
      "The mean size of a page in bytes: 8K, 1M. (default: \(ByteSize(WebShape().bodyBytes)))",
      valueName: "bytes"),
    transform: WebNumbers.size)
  var pageSize = ByteSize(WebShape().bodyBytes)

  @Option(help: .init("Another seed number, another web.", valueName: "number"))
  var seed = WebShape().seed

  @Option(
    help: .init(
      "How long each answer waits: 20ms, or 0.02 in seconds. (default: \(TimeSpan(.zero)))",
      valueName: "time"),
    transform: TimeSpan.init(reading:))
  var latency = TimeSpan(.zero)

  @Flag(
    help: """
      Have each host be a site with eight kinds of traps, each without end, beside about as many real \
      pages as --pages says. (default: no traps)
      """)
  var traps = false

  mutating func run() async throws {
    let (end, continuation) = AsyncStream.makeStream(of: Never.self)
    SignalWatch.start { continuation.finish() }
    let loop = try Self.startLoop()
    defer { loop.stop() }
    var options = ServerOptions()
    options.port = UInt16(port)
    let server = SyntheticServer(shape: shape, options: options, on: loop)
    let port = try await start(server)
    let start = SiteModel(shape: shape, port: port).url(of: Place(host: 0, .page(0)))
    Console.output(start + "\n")
    for await _ in end {}
    await server.stop()
  }

  private var shape: WebShape {
    var shape = WebShape()
    shape.hosts = hosts
    shape.pagesPerHost = pages
    shape.linksPerPage = links
    shape.bodyBytes = pageSize.bytes
    shape.seed = seed
    if traps { shape.traps = TrapShape(pages: pages) }
    shape.latency = latency.duration...latency.duration
    return shape
  }

  private static func startLoop() throws(Complaint) -> EventLoop {
    do throws(SystemError) {
      return try EventLoop.start(named: "orb-web")
    } catch {
      throw Complaint(
        .failure, "the event loop", "\(error)", mend: "raise the limits of this shell (ulimit -a)")
    }
  }

  private func start(_ server: SyntheticServer) async throws(Complaint) -> UInt16 {
    do throws(SystemError) {
      return try await server.start()
    } catch {
      throw Self.complaint(error, port)
    }
  }

  private static func complaint(_ error: SystemError, _ port: Int) -> Complaint {
    switch error.errno {
    case EADDRINUSE:
      Complaint(
        .failure, "port \(port)", "in use by another program",
        mend: "choose another with --port, or --port 0 for one that is free")
    case EACCES:
      Complaint(
        .failure, "port \(port)", "no permission to listen on it", mend: "choose one above 1023")
    case EMFILE, ENFILE:
      Complaint(
        .failure, "the synthetic web", "no descriptor is left",
        mend: "ulimit -n more, or --hosts fewer")
    default:
      Complaint(.failure, "the synthetic web", "\(error)", mend: "check the loopback interface")
    }
  }
}
