import Foundation
import MailModel

/// The agent that this command has started, as long as the command runs.
struct LaunchedAgent {
  let pid: Int32
  /// The file with what it says.
  let output: String

  /// How long agent and control plane may take to come up.
  static let patience = Duration.seconds(20)

  /// Waits until something that it starts answers; says whether it does in time.
  func waits(until answers: () async throws -> Bool) async throws -> Bool {
    try await comesAbout(within: Self.patience) {
      if try await answers() { return true }
      try requireRunning()
      return false
    }
  }

  /// Throws the agent's own words when it has ended, because it refuses to start.
  private func requireRunning() throws {
    guard hasEnded() else { return }
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    let reason = text.split(separator: "\n").last.map(String.init) ?? "?"
    throw Fault(.unavailable, Text(verbatim: reason))
  }

  /// Has it end everything that it started, in order, and waits for that.
  func stop() async {
    kill(pid, SIGTERM)
    _ = try? await comesAbout(within: .seconds(30)) { hasEnded() }
  }

  /// A child that was waited for already is none any more (waitpid(2), ECHILD).
  private func hasEnded() -> Bool {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG) != 0
  }
}
