import Foundation
import MailModel

/// A shell script that reads its standard input until this process dies.
enum GuardedProcess {
  /// Its process, and the open end of its standard input, which nobody else inherits.
  static func start(script: String, arguments: [String]) throws -> (pid_t, leash: Int32) {
    var ends: [Int32] = [-1, -1]
    // A pair of sockets rather than a pipe: closed on exec from the moment that it exists.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EMFILE) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
    var attributes = unblockedSignals()
    defer { posix_spawnattr_destroy(&attributes) }
    var words = (["/bin/sh", "-c", script, "sh"] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let failure = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ)
    guard failure == 0 else {
      close(ends[1])
      throw POSIXError(.init(rawValue: failure) ?? .ENOENT)
    }
    return (process, ends[1])
  }

  /// A new process inherits which signals are blocked, and the threads of a Swift program block nearly all:
  /// no signal but the hardest would end what it starts.
  private static func unblockedSignals() -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    return attributes
  }
}
