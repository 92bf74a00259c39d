import EventLoop
import Glibc
import SyntheticWeb
import WebURL

/// The synthetic web of a comparison, served by this process from a thread of its own.
struct LocalServer {
  private let loop: EventLoop
  private let server: SyntheticServer
  /// The first page of each host.
  let seeds: [WebURL]

  /// - Throws: `Complaint` when descriptors or threads have run out.
  static func start(_ spec: SyntheticSpec) async throws(Complaint) -> LocalServer {
    do throws(SystemError) {
      let loop = try EventLoop.start(named: "orb-web")
      let server = SyntheticServer(shape: spec.shape, on: loop)
      do throws(SystemError) {
        let model = SiteModel(shape: spec.shape, port: try await server.start())
        let seeds = (0..<spec.shape.hosts).compactMap { host in
          WebURL(model.url(of: Place(host: host, .page(0))))
        }
        return LocalServer(loop: loop, server: server, seeds: seeds)
      } catch {
        loop.stop()
        throw error
      }
    } catch {
      throw Complaint(
        .failure, "the synthetic web", "\(error)", mend: "ulimit -n more, or hosts=fewer")
    }
  }

  /// CPU time that serving took so far, in seconds.
  var cpuSeconds: Double {
    get async {
      await Waiter<Double>.suspend { waiter in
        loop.execute {
          var time = timespec()
          unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
          waiter.resume(returning: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
        }
      }
    }
  }

  @concurrent func stop() async {
    await server.stop()
    loop.stop()
  }
}
