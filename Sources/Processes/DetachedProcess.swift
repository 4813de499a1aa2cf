import CLinux
import Foundation

/// A program to be started by posix_spawn(3) so that nothing of ours holds it: no signal is blocked or ignored, its
/// input is empty, and of our descriptors it has at most the output.
package struct DetachedProcess: Sendable {
  /// Program and arguments.
  package var command: [String]
  /// Nothing else of ours.
  package var environment: [String: String]
  /// Output is appended to this file; without one it goes where ours goes.
  package var log: String?
  /// Whether it leads a session of its own, and so outlives our terminal.
  package var leadsSession: Bool

  package init(_ command: [String], environment: [String: String], log: String? = nil, leadsSession: Bool) {
    self.command = command
    self.environment = environment
    self.log = log
    self.leadsSession = leadsSession
  }

  /// Returns its process.
  package func start() throws(StartFailure) -> Int32 {
    guard let program = command.first else { throw StartFailure(program: "", number: EINVAL) }
    var actions = descriptors
    var attributes = signals
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var process: pid_t = 0
    let variables = environment.map { "\($0)=\($1)" }.sorted()
    let failure = Self.withPointers(command) { words in
      Self.withPointers(variables) { posix_spawn(&process, program, &actions, &attributes, words, $0) }
    }
    guard failure == 0 else { throw StartFailure(program: program, number: failure) }
    return process
  }

  private var descriptors: posix_spawn_file_actions_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if let log {
      posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o640)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    return actions
  }

  private var signals: posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let session = leadsSession ? spawn_in_new_session : 0
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | session)
    return attributes
  }

  private static func withPointers<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

/// A program that could not be started, with the kernel's number for it (errno(3)).
package struct StartFailure: Error, CustomStringConvertible {
  package let program: String
  package let number: Int32

  package var reason: String { String(cString: strerror(number)) }
  package var description: String { "cannot start \(program): \(reason)" }
}
