import AgentProtocol
import Foundation
import Kernel
import Processes

/// The processes of an agent that runs: its own, and its parent that would start it again.
struct RunningAgent: ~Copyable {
  private let end: ProcessEnd

  init(_ agent: AgentClient) async throws {
    let own = try await agent.call(ListServices()).first { $0.name == "agent" }?.pid
    end = ProcessEnd(of: own.map { [$0] + RunningAgent.parent(of: $0) } ?? [])
  }

  /// Returns whether both have ended within `limit`.
  func hasEnded(within limit: Duration) async throws -> Bool {
    try await comesAbout(within: limit) { end.hasCome }
  }

  /// The fourth field of /proc/PID/stat, the second after the name in parentheses; init is nobody's keeper.
  private static func parent(of pid: Int32) -> [Int32] {
    guard let line = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let fields = line.split(separator: ")").last?.split(separator: " "), fields.count > 1,
      let parent = Int32(fields[1]), parent > 1
    else { return [] }
    return [parent]
  }
}
