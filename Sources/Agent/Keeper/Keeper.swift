import CLinux
import Foundation
import Logging
import MailModel
import Processes
import UnixSignals

/// The tiny parent of the host agent: starts it, starts it again when it dies, and does nothing else.
///
/// The agent that ends with success has been told to stop, and so the keeper ends too. An agent that refuses to
/// start at the very first time would refuse again.
package struct Keeper: Sendable {
  /// The exit status of an agent that refuses to start, after it said why.
  package static let refusal: Int32 = 3

  /// Program and arguments of the agent.
  let command: [String]
  let logger: Logger

  package init(command: [String], logger: Logger) {
    self.command = command
    self.logger = logger
  }

  /// Returns the exit status to end with.
  package func run() async throws -> Int32 {
    let child = Child()
    return try await withThrowingTaskGroup(of: Int32?.self) { group in
      group.addTask {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { await child.stop() }
        return nil
      }
      group.addTask { try await keep(child) }
      for try await status in group {
        guard let status else { continue }
        group.cancelAll()
        return status
      }
      return 0
    }
  }

  private func keep(_ child: Child) async throws -> Int32 {
    var starts = 0
    while true {
      let begin = ContinuousClock.now
      let status = await child.run(try AgentStart(command: command).start())
      starts = ContinuousClock.now - begin > .seconds(60) ? 1 : starts + 1
      if await child.isStopping || status == 0 { return 0 }
      if status == Keeper.refusal, starts == 1 { return status }
      logger.error("the host agent ended; starting it again", metadata: ["status": "\(status)"])
      try await Task.sleep(for: Supervision.pause(after: starts))
    }
  }
}

/// The agent as the keeper knows it.
private actor Child {
  private var pid: Int32?
  private(set) var isStopping = false

  /// Waits until the process ends; returns its exit status, or the negative of the signal that ended it.
  func run(_ process: Int32) async -> Int32 {
    pid = process
    if isStopping { kill(process, SIGTERM) }
    await ProcessExit.readable(pidfd_open(process, 0))
    pid = nil
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
  }

  func stop() {
    isStopping = true
    if let pid { kill(pid, SIGTERM) }
  }
}

/// Starts the agent with the keeper's own output and no other descriptor.
private struct AgentStart {
  let command: [String]

  func start() throws -> Int32 {
    try DetachedProcess(command, environment: environment, leadsSession: false).start()
  }

  /// A refusal to start is said in the language of whoever starts us.
  private var environment: [String: String] {
    let own = ProcessInfo.processInfo.environment
    return ["LANG", "LC_ALL", "LC_MESSAGES"].reduce(into: Program.environment) { $0[$1] = own[$1] ?? $0[$1] }
  }
}
