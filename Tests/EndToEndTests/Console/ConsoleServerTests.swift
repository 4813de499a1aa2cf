import Foundation
import TestSupport
import Testing

/// The web face of a whole service, as a program on the network has it.
@Suite struct ConsoleServerTests {
  @Test func servesOverTLSWithACertificateOfItsOwnAndFollowsIt() async throws {
    try await LocalInstance.with { instance in
      try await servesTheAPI(instance)
      try await refusesOldTLS(instance)
      try await describesItself(instance)
      try await letsPeopleIn(instance)
      try await letsAProgramDoWhatItsTokenSays(instance)
      try await takesANewCertificateWithoutARestart(instance)
      try await survivesATakenPort(instance)
    }
  }

  private func servesTheAPI(_ instance: LocalInstance) async throws {
    try await eventually("the console answers") { try await instance.curl("/api/v1/domains").code == 0 }
    let answer = try await instance.curl("/api/v1/domains").output.lowercased()
    #expect(answer.contains("http/1.1 401"))
    #expect(answer.contains("www-authenticate: bearer"))
    #expect(answer.contains("content-security-policy: default-src 'none'"))
    #expect(!answer.contains("\nserver:"))
    let status = try await instance.palomar(["status"]).output
    #expect(status.contains("https://127.0.0.1:\(instance.portBase + 443)"))
  }

  /// The whole of the API, judged by somebody else's reading of the standard.
  private func describesItself(_ instance: LocalInstance) async throws {
    let document = "\(instance.layout.root)/openapi.json"
    _ = try await instance.curl("/api/v1/openapi.json", ["--no-include", "--output", document])
    let verdict = try await Program.run([Self.validator, document])
    #expect(verdict.code == 0, "\(verdict.output)\(verdict.complaints)")
    let text = try String(contentsOfFile: document, encoding: .utf8)
    #expect(try partial(in: text) == [])
    #expect(text.contains("\"accounts.add\"") && text.contains("\"receiveOnly\""))
  }

  /// As packaging/install-test-tools has put it into the build's directory.
  private static var validator: String {
    "\(FileManager.default.currentDirectoryPath)/.build/test-tools/bin/openapi-spec-validator"
  }

  /// The operations whose types could not be read to their end.
  private func partial(in document: String) throws -> [String] {
    let whole = try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any]
    let paths = whole?["paths"] as? [String: [String: [String: Any]]] ?? [:]
    #expect(paths.count > 20)
    return paths.values.flatMap(\.values).filter { $0["x-partial"] != nil }.compactMap { $0["operationId"] as? String }
      .sorted()
  }

  private func letsPeopleIn(_ instance: LocalInstance) async throws {
    let added = try await instance.palomar(
      ["account", "add", "eva@example.test", "--password-stdin"], input: "correct horse battery\n")
    #expect(added.code == 0, "\(added.complaints)")
    let jar = "\(instance.layout.root)/cookies"
    let keeps = ["--cookie", jar, "--cookie-jar", jar]
    let page = try await instance.curl("/sign-in", keeps).output
    let token = try #require(page.firstMatch(of: /name="form-token" value="([^"]+)"/)?.1)
    let entered = try await instance.curl(
      "/sign-in",
      keeps + [
        "--data-urlencode", "address=eva@example.test", "--data-urlencode", "password=correct horse battery",
        "--data-urlencode", "form-token=\(token)",
      ])
    #expect(entered.output.contains("303") && entered.output.contains("__Host-palomar="))
    #expect(try await instance.curl("/profile", keeps).output.contains("eva@example.test"))
    #expect(try await instance.palomar(["account", "sessions", "eva@example.test"]).output.contains("127.0.0.1"))
    #expect(try await instance.palomar(["account", "sessions", "eva@example.test", "--end"]).code == 0)
    #expect(try await instance.curl("/profile", keeps).output.lowercased().contains("location: /sign-in"))
  }

  /// The owner is support for the domain; the token lets it see accounts and nothing else.
  private func letsAProgramDoWhatItsTokenSays(_ instance: LocalInstance) async throws {
    let assign = ["role", "assign", "eva@example.test", "support", "--domain", "example.test"]
    #expect(try await instance.palomar(assign).code == 0)
    let made = try await instance.palomar(
      ["token", "add", "eva@example.test", "reader", "--allow", "accounts.read", "--json"])
    let secret = try #require(made.output.firstMatch(of: /palomar_[A-Za-z0-9_-]+/)?.0, "\(made.complaints)")
    let bearer = ["--header", "Authorization: Bearer \(secret)"]
    let accounts = try await instance.curl("/api/v1/accounts?domain=example.test", bearer).output
    #expect(accounts.contains("200 OK") && accounts.contains("eva@example.test"))
    let aliases = try await instance.curl("/api/v1/aliases?domain=example.test", bearer).output
    #expect(aliases.contains("403") && aliases.contains("the token reader does not include it"))
    #expect(try await instance.palomar(["token", "remove", "eva@example.test", "reader"]).code == 0)
    #expect(try await instance.curl("/api/v1/accounts", bearer).output.contains("40"))
  }

  private func refusesOldTLS(_ instance: LocalInstance) async throws {
    let old = try await instance.curl("/", ["--tls-max", "1.1"])
    #expect(old.code != 0)
  }

  private func takesANewCertificateWithoutARestart(_ instance: LocalInstance) async throws {
    let before = try await instance.servedCertificate()
    #expect(try await instance.palomar(["domain", "add", "second.test"]).code == 0)
    try await eventually("a certificate with the new name is served") {
      let now = try await instance.servedCertificate()
      return now != before && now.contains("mail.second.test")
    }
  }

  /// Somebody else has the port at the next start: the command line works, and the status says why the console does not.
  private func survivesATakenPort(_ instance: LocalInstance) async throws {
    let palomar = try #require(try await instance.pid(of: "palomar"))
    let squatter = try PortSquatter(port: instance.portBase + 443) { kill(palomar, SIGKILL) }
    try await eventually("the status tells that the port is taken", within: .seconds(60)) {
      try await instance.palomar(["status"]).output.contains("the console cannot listen")
    }
    squatter.close()
    try await eventually("the console is back", within: .seconds(30)) {
      try await instance.curl("/api/v1/domains").code == 0
    }
  }
}

/// Takes a port as soon as whoever has it is gone.
private struct PortSquatter {
  private let descriptor: Int32

  init(port: Int, after end: () -> Void) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    end()
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    let deadline = ContinuousClock.now + .seconds(5)
    var result: Int32 = -1
    repeat {
      result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    } while result != 0 && ContinuousClock.now < deadline
    try #require(result == 0 && listen(descriptor, 1) == 0)
  }

  func close() {
    _ = Foundation.close(descriptor)
  }
}

extension LocalInstance {
  /// Asks the console, trusting the instance's authority alone; the answer with its headers.
  func curl(_ path: String, _ options: [String] = []) async throws -> Program.Outcome {
    try await Program.run(
      ["/usr/bin/curl", "--silent", "--include", "--max-time", "10", "--cacert", layout.authority] + options + [
        "https://localhost:\(portBase + 443)\(path)"
      ])
  }

  fileprivate func servedCertificate() async throws -> String {
    let shown = try await Program.run(
      ["/usr/bin/openssl", "s_client", "-connect", "127.0.0.1:\(portBase + 443)", "-servername", "localhost"])
    return try await Program.run(["/usr/bin/openssl", "x509", "-noout", "-text"], input: shown.output).output
  }

  fileprivate func pid(of service: String) async throws -> Int32? {
    let status = try await palomar(["status", "--json"]).output
    return try status.firstMatch(of: Regex(#""name":"\#(service)","pid":(\d+)"#, as: (Substring, Substring).self))
      .flatMap { Int32($0.1) }
  }
}
