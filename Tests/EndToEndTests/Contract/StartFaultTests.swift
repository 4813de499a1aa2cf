import Foundation
import MailModel
import TestSupport
import Testing

/// What stands in the way of a start is said in one line with the remedy, and nothing is half-started.
@Suite(.serialized) struct StartFaultTests {
  /// Expects one line that names both, and that nothing was made or started.
  private func expectRefusal(
    _ outcome: Program.Outcome, _ code: Int32, _ words: String..., of instance: LocalInstance
  ) async throws {
    #expect(outcome.code == code, "\(outcome.complaints)")
    #expect(outcome.complaints.isOneLine, "\(outcome.complaints)")
    for word in words { #expect(outcome.complaints.contains(word), "\(outcome.complaints)") }
    #expect(try await instance.processes().isEmpty)
  }

  @Test func aBusyPort() async throws {
    let instance = try LocalInstance()
    let listener = try Listener(port: instance.ports.imaps)
    let outcome = try await instance.up()
    try await expectRefusal(outcome, 6, "port \(listener.port) is in use", "--port-base", of: instance)
    #expect(!FileManager.default.fileExists(atPath: instance.layout.root))
  }

  @Test func thePortsOfAnotherInstance() async throws {
    try await LocalInstance.with { first in
      let second = try LocalInstance()
      let outcome = try await second.palomar(["up", "--port-base", "\(first.portBase)"])
      try await expectRefusal(outcome, 6, "is in use", "--port-base", of: second)
      #expect(!FileManager.default.fileExists(atPath: second.layout.root))
      #expect(try await first.palomar(["probe"]).code == 0)
    }
  }

  @Test func anOrdinaryUser() async throws {
    let instance = try LocalInstance()
    let outcome = try await Program.run(
      ["/usr/bin/setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", Program.palomar, "up"],
      environment: ["PALOMAR_DIR": instance.layout.root, "LC_ALL": "C.UTF-8"])
    try await expectRefusal(outcome, 4, "needs root", "sudo", of: instance)
    #expect(!FileManager.default.fileExists(atPath: instance.layout.root))
  }

  @Test func aDirectoryThatIsNotOurs() async throws {
    let instance = try LocalInstance()
    let file = "\(instance.layout.root)/letter.txt"
    try FileManager.default.createDirectory(atPath: instance.layout.root, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: instance.layout.root) }
    try "Dear Ana".write(toFile: file, atomically: true, encoding: .utf8)
    let outcome = try await instance.up()
    try await expectRefusal(outcome, 6, "not Palomar's", "--dir", of: instance)
    #expect(try FileManager.default.contentsOfDirectory(atPath: instance.layout.root) == ["letter.txt"])
  }

  @Test func aPathTooLongForSockets() async throws {
    let instance = try LocalInstance()
    let path = instance.layout.root + String(repeating: "x", count: 60)
    let outcome = try await instance.palomar(["up", "--dir", path])
    try await expectRefusal(outcome, 3, "sockets", "at most 64 octets", of: instance)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  /// Everything dies at once, as with a power cut; its sockets stay, and what was below run and etc is lost.
  @Test func halfAPreviousInstanceIsMadeWholeAgain() async throws {
    try await LocalInstance.with { instance in
      for lost in [[], ["etc", "directory"], ["run", "etc", "authority.pem"]] {
        try await instance.killEverything()
        let sockets = [instance.layout.agentSocket, instance.layout.controlSocket]
        #expect(sockets.allSatisfy(FileManager.default.fileExists(atPath:)))
        #expect(try await instance.palomar(["down"]).code == 0)
        for name in lost { try FileManager.default.removeItem(atPath: "\(instance.layout.root)/\(name)") }
        let outcome = try await instance.up()
        #expect(outcome.code == 0, "without \(lost): \(outcome.complaints)")
        #expect(try await instance.palomar(["status"]).code == 0)
      }
    }
  }

  @Test func twoStartsAtOnceMakeOneService() async throws {
    let instance = try LocalInstance()
    let outcomes = try await withThrowingTaskGroup { group in
      for _ in 0..<2 { group.addTask { try await instance.up() } }
      return try await group.reduce(into: [Program.Outcome]()) { $0.append($1) }
    }
    #expect(outcomes.contains { $0.code == 0 }, "\(outcomes.map(\.complaints))")
    for outcome in outcomes where outcome.code != 0 {
      #expect([6, 7].contains(outcome.code) && outcome.complaints.isOneLine, "\(outcome.complaints)")
    }
    #expect(try await instance.palomar(["probe"]).code == 0)
    await instance.stop()
    try await eventually("every process has ended") { try await instance.processes().isEmpty }
  }
}

extension LocalInstance {
  func up() async throws -> Program.Outcome {
    try await palomar(["up", "--domain", domain.name, "--port-base", "\(portBase)"])
  }

  /// The processes whose command line names this instance's directory: its agent with the keeper, control plane and
  /// daemons.
  func processes() async throws -> [Int32] {
    let found = try await Program.run(["/usr/bin/pgrep", "-f", "--", "\(layout.root)(/| |$)"])
    return found.output.split(separator: "\n").compactMap { Int32($0) }
  }

  /// Ends the agent's keeper, the agent and every service with all that they started, in no order.
  func killEverything() async throws {
    let sessions = Set(try await processes().map { getsid($0) }).filter { $0 > 0 && $0 != getsid(0) }
    let list = sessions.map(String.init).joined(separator: ",")
    let members = try await Program.run(["/usr/bin/pgrep", "--session", list]).output.split(separator: "\n")
    _ = try await Program.run(["/usr/bin/pkill", "-KILL", "--session", list])
    // Dovecot takes a process that nobody has waited for yet for a running one.
    try await eventually("every process is gone") { members.compactMap { Int32($0) }.allSatisfy { kill($0, 0) != 0 } }
  }
}

/// Somebody else's program on a port of 127.0.0.1.
private final class Listener {
  let port: Int
  private let descriptor: Int32

  init(port: Int) throws {
    self.port = port
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(bound == 0 && listen(descriptor, 1) == 0)
  }

  deinit { close(descriptor) }
}
