import Foundation
import Logging
import MailModel

/// Compiles Rspamd's databases on a host that has none kept, while the first configuration is still being made: an
/// Rspamd of no use to anybody starts in a directory of its own, with no worker and no network, and ends when it
/// has compiled.
actor FilterWarmUp {
  private let cache: FilterCache
  private let logger: Logger
  private let directory: String
  private var isOver = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Longer than the slowest compilation that was seen, on a host that was busy with other things.
  private static let limit = Duration.seconds(90)

  init(cache: FilterCache, logger: Logger, directory: String = "/run/palomar/filter-\(getpid())") {
    self.cache = cache
    self.logger = logger
    self.directory = directory
  }

  /// Returns when the databases are kept, or cannot be.
  func run() async {
    if !cache.isWarm {
      do {
        try layOut()
        try await compile()
        cache.keep(directory)
      } catch {
        logger.warning("the filter's databases were not compiled ahead", metadata: ["error": "\(error)"])
      }
      try? FileManager.default.removeItem(atPath: directory)
    }
    isOver = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }

  /// A service that starts meanwhile waits, rather than compile the same a second time.
  func end() async {
    guard !isOver else { return }
    await withCheckedContinuation { waiting.append($0) }
  }

  private var socket: String { "\(directory)/control.sock" }

  private func compile() async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { [directory] in
        let variables = ["LOCAL_CONFDIR", "DBDIR", "RUNDIR", "LOGDIR"].map { "--var=\($0)=\(directory)" }
        let arguments = ["-f", "-c", "/etc/rspamd/rspamd.conf", "-u", "_rspamd", "-g", "_rspamd"] + variables
        try await Program("/usr/bin/rspamd", arguments, timeout: FilterWarmUp.limit).succeed()
      }
      group.addTask { [socket] in
        while !Dialogue.connects(toUnix: socket) { try await Task.sleep(for: .milliseconds(50)) }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  private func layOut() throws {
    try FileManager.default.createDirectory(atPath: "\(directory)/override.d", withIntermediateDirectories: true)
    let off = ["rbl", "surbl", "fuzzy_check", "phishing", "asn", "rspamd_update", "bimi"].map { "\($0).conf" }
    let workers = ["normal", "proxy", "controller", "fuzzy"].map { "worker-\($0).inc" }
    for name in off + workers { try write("enabled = false;\n", to: name) }
    try write("type = \"file\";\nfilename = \"\(directory)/log\";\n", to: "logging.inc")
    try write(
      """
      control_socket = "\(socket) mode=0600";
      tempdir = "\(directory)";
      dns { nameserver = ["127.0.0.1:1"]; }

      """, to: "options.inc")
    guard chown(directory, try AccountNames.uid("_rspamd"), 0) == 0 else {
      throw SystemFailure("set the owner of", directory)
    }
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/override.d/\(name)"))
  }
}
