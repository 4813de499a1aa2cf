import CLinux
import Foundation
import MailModel

/// The `palomar-agent` program, as the command line starts it.
struct AgentProgram {
  let layout: Layout
  private let path: String

  init(layout: Layout) throws {
    self.layout = layout
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    path = URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "palomar-agent").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Fault(
        .notFound, en: "\(path) is missing", es: "falta \(path)",
        hint: Text(en: "install both programs together", es: "instale juntos los dos programas"))
    }
  }

  /// Checks the host and lays out the directory; its complaints are ours.
  func prepare(portBase: Int?) throws {
    try requireRoot()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["prepare", "--dir", layout.root] + (portBase.map { ["--port-base", "\($0)"] } ?? [])
    let complaints = Pipe()
    process.standardError = complaints
    try process.run()
    let words = String(decoding: try complaints.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Fault(.unavailable, Text(verbatim: words.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
  }

  /// Starts the agent in a session of its own, so that it outlives this command; it starts everything else.
  func launch() throws {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "\(layout.log)/agent.out", O_WRONLY | O_CREAT | O_APPEND, 0o640)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    posix_spawnattr_setflags(&attributes, spawn_in_new_session)
    try spawn(&actions, &attributes)
  }

  private func spawn(_ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t) throws {
    let command: [String] = [path, "serve", "--dir", layout.root]
    let words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let code = posix_spawn(nil, path, &actions, &attributes, words, environ)
    guard code == 0 else {
      let reason = String(cString: strerror(code))
      throw Fault(
        .unavailable, en: "\(path) cannot be started: \(reason)", es: "no se puede arrancar \(path): \(reason)")
    }
  }

  private func requireRoot() throws(Fault) {
    guard geteuid() == 0 else {
      throw Fault(
        .forbidden, en: "a mail service needs root to start its programs",
        es: "un servicio de correo necesita root para arrancar sus programas",
        hint: Text(en: "run the command with sudo", es: "ejecute la orden con sudo"))
    }
  }
}
