import Foundation
import MailModel

/// The agent that this command has started, as long as the command runs.
struct LaunchedAgent {
  let pid: Int32
  /// The file with what it says.
  let output: String

  /// Throws the agent's own words when it has ended, because it refuses to start.
  func requireRunning() throws {
    guard hasEnded() else { return }
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    let reason = text.split(separator: "\n").last.map(String.init) ?? "?"
    throw Fault(.unavailable, Text(verbatim: reason))
  }

  /// Has it end everything that it started, in order, and waits for that.
  func stop() async {
    kill(pid, SIGTERM)
    let deadline = ContinuousClock.now + .seconds(30)
    while !hasEnded(), ContinuousClock.now < deadline {
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  /// A child that was waited for already is none any more (waitpid(2), ECHILD).
  private func hasEnded() -> Bool {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG) != 0
  }
}
