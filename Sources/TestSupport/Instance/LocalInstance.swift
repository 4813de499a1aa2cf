import Foundation
import Kernel
import MailModel
import Surface

/// A whole mail service of the test's own: real Postfix, Dovecot, Rspamd and Redis under a temporary directory,
/// on ports that nobody else has.
package struct LocalInstance: Sendable {
  package let layout: Layout
  package let domain: DomainName
  package let portBase: Int

  package var ports: Ports {
    get throws { try Ports(base: portBase) }
  }

  package var client: ControlClient {
    ControlClient(socket: layout.controlSocket, language: .english, reason: "a test")
  }

  /// A place and a block of ports for one that is not started yet.
  package init(domain: String = "example.test") throws {
    layout = .local("/tmp/palomar-\(UUID().uuidString.prefix(8).lowercased())")
    self.domain = try DomainName(domain)
    portBase = try Self.freePortBase()
  }

  /// Starts one, listening on `listen` beside the loopback address; nothing stays behind when that fails.
  package static func start(domain: String = "example.test", listen: [IPAddress] = [], arguments: [String] = [])
    async throws -> LocalInstance
  {
    let instance = try LocalInstance(domain: domain)
    let addresses = ([.loopback] + listen).flatMap { ["--listen", $0.text] }
    let outcome = try await instance.palomar(
      ["up", "--domain", domain, "--port-base", "\(instance.portBase)", "--json"] + addresses + arguments)
    guard outcome.code == 0 else {
      let words = outcome.complaints + instance.lastWords()
      await instance.stop()
      throw Fault(.unavailable, Text(verbatim: "palomar up ended with \(outcome.code): \(words)"))
    }
    return instance
  }

  /// Runs `body` with an instance, and takes it away afterwards.
  package static func with<Result: Sendable>(
    listen: [IPAddress] = [], arguments: [String] = [], _ body: (LocalInstance) async throws -> Result
  ) async throws -> Result {
    let instance = try await start(listen: listen, arguments: arguments)
    do {
      let result = try await body(instance)
      await instance.stop()
      return result
    } catch {
      await instance.stop()
      throw error
    }
  }

  /// Ends every process and removes the directory.
  package func stop() async {
    _ = try? await palomar(["down"])
    try? FileManager.default.removeItem(atPath: layout.root)
  }

  /// The command line, in English, against this instance.
  @discardableResult
  package func palomar(_ arguments: [String], input: String = "", language: String = "C.UTF-8") async throws
    -> Program.Outcome
  {
    try await Program.run(
      [Program.palomar] + arguments, input: input,
      environment: ["PALOMAR_DIR": layout.root, "LANG": language, "LC_ALL": language])
  }

  /// The ends of the logs, for a failure's message.
  package func lastWords() -> String {
    let logs = (try? FileManager.default.contentsOfDirectory(atPath: layout.log)) ?? []
    return logs.sorted().map { name in
      let text = (try? String(contentsOfFile: "\(layout.log)/\(name)", encoding: .utf8)) ?? ""
      return "\n--- \(name)\n" + text.split(separator: "\n").suffix(15).joined(separator: "\n")
    }.joined()
  }

  /// A block of ports in which nothing listens now; `palomar up` itself locks the block that it takes.
  private static func freePortBase() throws -> Int {
    for _ in 0..<50 {
      let base = Int.random(in: 22...58) * 1_000
      if try Ports(base: base).named.allSatisfy({ isFree($0.port) }) { return base }
    }
    throw Fault(.unavailable, Text(verbatim: "no free block of ports"))
  }

  private static func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
