import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension FaultTests {
  /// kill -9, with mail on its way.
  @Suite struct KillTests {
    @Test(arguments: ["redis", "rspamd", "dovecot", "postfix", "palomar", "agent"])
    func losesNoMailAndRecoversByItself(_ name: String) async throws {
      let service = try FaultyService.shared
      let load = try service.load()
      try await load.during {
        let pid = try await service.pid(of: name)
        kill(pid, SIGKILL)
        try await service.recovers(name, from: pid)
      }
      try await load.expectArrivals("kill -9 of \(name)", duplicatesAllowed: ["dovecot", "postfix"].contains(name))
    }

    @Test func deliversAndSignsPeopleInWithoutControlPlaneAndAgent() async throws {
      let service = try FaultyService.shared
      let load = try service.load()
      let controlPlane = try await service.pid(of: "palomar")
      let agent = try await service.pid(of: "agent")
      // The keeper would start the agent again, and the agent the control plane.
      let keeper = try #require(parent(of: agent))
      kill(keeper, SIGSTOP)
      defer { kill(keeper, SIGCONT) }
      try await load.during {
        kill(agent, SIGKILL)
        kill(controlPlane, SIGKILL)
        let before = await load.sent.refusals.count
        for _ in 0..<3 {
          try await load.flow(15)
          try await service.signsIn("luis")
        }
        #expect(!isAlive(agent) && !isAlive(controlPlane))
        #expect(await load.sent.refusals.count == before)
        #expect(try await service.overview() == nil)
        kill(keeper, SIGCONT)
        try await service.recovers("agent", from: agent)
      }
      #expect(try await service.pid(of: "palomar") != controlPlane)
      try await load.expectArrivals("control plane and agent dead")
    }
  }
}

extension FaultyService {
  /// A sign-in that Dovecot's cache knows nothing of, and what it finds.
  func signsIn(_ name: String) async throws {
    let imaps = try Endpoint(host: "127.0.0.1", port: instance.ports.imaps)
    let mailbox = try await IMAPClient(over: LineConnection.open(.tcp(imaps), tls: instance.trust))
    try await mailbox.signIn(address(name).text, FaultyService.password)
    try await mailbox.select("INBOX")
    await mailbox.logout()
  }
}

/// proc(5): the state, and the parent, after the name in parentheses.
private func status(of pid: Int32) -> [Substring]? {
  guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
    let end = text.lastIndex(of: ")")
  else { return nil }
  return text[text.index(after: end)...].split(separator: " ")
}

private func parent(of pid: Int32) -> Int32? { status(of: pid).flatMap { Int32($0[1]) } }

/// A zombie is not: its parent, which is stopped, has yet to take its status.
private func isAlive(_ pid: Int32) -> Bool { status(of: pid).map { $0[0] != "Z" && $0[0] != "X" } ?? false }
