import CLinux
import Foundation

/// Starts a program that outlives us: in a session of its own, with nothing of ours but a log to write to.
///
/// A shell of one line first writes down who it is (`record`: its line of /proc/PID/stat, and the boot) and then
/// becomes the program. So there is no moment in which the program runs and nobody knows it, even if we are killed
/// before we can write it down ourselves.
struct ProcessStart: Sendable {
  let record: String
  /// Program and arguments.
  let command: [String]
  /// Output is appended here.
  let log: String

  private static let introduction = """
    IFS= read -r process </proc/$$/stat && IFS= read -r boot </proc/sys/kernel/random/boot_id &&
    printf '%s\\n%s\\n' "$process" "$boot" >"$0" && exec "$@"
    """

  func start() throws -> ProcessIdentity {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o640)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    let pid = try SpawnAttributes(flags: [spawn_in_new_session])
      .spawn(["/bin/sh", "-c", ProcessStart.introduction, record] + command, &actions)
    ProcessRecord(path: record).write(pid)
    // It cannot be gone without a trace: as our child it stays a zombie until we take its status.
    return ProcessIdentity(pid: pid) ?? ProcessIdentity(pid: pid, started: 0, session: pid)
  }
}

/// posix_spawn(3) with no signal blocked or ignored, and with no environment but ours.
struct SpawnAttributes {
  let flags: [Int16]
  var environment = Program.environment

  func spawn(_ command: [String], _ actions: inout posix_spawn_file_actions_t) throws -> Int32 {
    guard let program = command.first else { throw SystemFailure("start", "nothing", number: EINVAL) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, flags.reduce(Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF), |))
    var pid: pid_t = 0
    let variables = environment.map { "\($0)=\($1)" }.sorted()
    let result = SpawnAttributes.withPointers(command) { arguments in
      SpawnAttributes.withPointers(variables) { posix_spawn(&pid, program, &actions, &attributes, arguments, $0) }
    }
    guard result == 0 else { throw SystemFailure("start", program, number: result) }
    return pid
  }

  private static func withPointers<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

/// What `ProcessStart` wrote down about a service's process.
struct ProcessRecord: Sendable {
  let path: String

  /// The recorded process, if it was started in this boot; it may have ended since.
  func read() -> ProcessIdentity? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    guard lines.count == 2, lines[1] == ProcessTable.boot else { return nil }
    return ProcessIdentity(stat: lines[0])
  }

  func write(_ pid: Int32) {
    guard let line = ProcessTable.line("/proc/\(pid)/stat") else { return }
    let file = DurableFile(path: path, mode: 0o600)
    // What the process writes itself says the same.
    try? file.writeBeside(Data("\(line)\n\(ProcessTable.boot)\n".utf8), flushes: false)
    try? file.place()
  }

  func forget() {
    unlink(path)
  }
}
