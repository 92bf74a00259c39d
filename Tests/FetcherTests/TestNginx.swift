import Foundation
import TestSupport
import Testing

/// An nginx that speaks HTTP/2 over TLS, with a certificate that nobody but the test trusts.
final class TestNginx {
  /// Where the programs are, or nil where one of them is not installed.
  static let programs: (nginx: String, openssl: String)? = {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"]
    func find(_ name: String) -> String? {
      folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
    guard let nginx = find("nginx"), let openssl = find("openssl") else { return nil }
    return (nginx, openssl)
  }()

  let port: UInt16
  /// The certificate, which is its own authority.
  let authority: String
  private let folder: URL
  private let process: ChildProcess

  init() throws {
    let programs = try #require(Self.programs)
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("nginx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    port = try ClosedPort().number
    authority = folder.appendingPathComponent("cert.pem").path
    try Self.makeCertificate(in: folder, programs.openssl)
    let file = folder.appendingPathComponent("nginx.conf")
    try Self.configuration(folder.path, port).write(to: file, atomically: true, encoding: .utf8)
    process = try ChildProcess(
      programs.nginx, ["-p", folder.path, "-c", file.path, "-e", "stderr"])
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ path: String) -> String { "https://127.0.0.1:\(port)\(path)" }

  /// For each request so far: the number of its connection, the protocol and the path.
  func requests() throws -> [[Substring]] {
    try String(contentsOf: folder.appendingPathComponent("access.log"), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.split(separator: " ") }
  }

  private static func makeCertificate(in folder: URL, _ openssl: String) throws {
    let request = try ChildProcess(
      openssl,
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=orbweaver-test", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", folder.appendingPathComponent("key.pem").path, "-out",
        folder.appendingPathComponent("cert.pem").path,
      ])
    try #require(request.wait() == 0)
  }

  private static func configuration(_ folder: String, _ port: UInt16) -> String {
    let spool = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: " ")
    return """
      daemon off; master_process off; pid \(folder)/pid; error_log /dev/null;
      events {}
      http {
        \(spool)
        log_format short '$connection $server_protocol $uri';
        access_log \(folder)/access.log short;
        server {
          listen 127.0.0.1:\(port) ssl http2;
          ssl_certificate \(folder)/cert.pem;
          ssl_certificate_key \(folder)/key.pem;
          default_type text/html;
          location / { return 200 "<p>$server_protocol $uri"; }
        }
      }
      """
  }
}
