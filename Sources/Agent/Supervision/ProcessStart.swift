import Foundation
import Processes

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
    let pid = try DetachedProcess(
      ["/bin/sh", "-c", ProcessStart.introduction, record] + command, environment: Program.environment, log: log,
      leadsSession: true
    ).start()
    ProcessRecord(path: record).write(pid)
    // It cannot be gone without a trace: as our child it stays a zombie until we take its status.
    return ProcessIdentity(pid: pid) ?? ProcessIdentity(pid: pid, started: 0, session: pid)
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
