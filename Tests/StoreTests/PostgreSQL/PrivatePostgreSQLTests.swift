import Foundation
import MailModel
import TestSupport
import Testing

@Suite struct PrivatePostgreSQLTests {
  @Test func leavesNothingWhenItStops() throws {
    let server = try PrivatePostgreSQL()
    let process = try Self.serverProcess(in: server.directory)
    server.stop()
    #expect(kill(process, 0) == -1)
    #expect(!FileManager.default.fileExists(atPath: server.directory))
  }

  /// The server may not outlive a guard that was killed; the kernel tells it.
  @Test func endsWithItsGuard() async throws {
    let server = try PrivatePostgreSQL()
    defer { try? FileManager.default.removeItem(atPath: server.directory) }
    let process = try Self.serverProcess(in: server.directory)
    kill(server.guardian, SIGKILL)
    let deadline = ContinuousClock.now + .seconds(10)
    while kill(process, 0) == 0, ContinuousClock.now < deadline { await Task.yield() }
    #expect(kill(process, 0) == -1)
    server.stop()
  }

  private static func serverProcess(in directory: String) throws -> pid_t {
    let lines = try String(contentsOfFile: "\(directory)/data/postmaster.pid", encoding: .utf8).split(separator: "\n")
    return try #require(lines.first.flatMap { pid_t($0) })
  }
}
