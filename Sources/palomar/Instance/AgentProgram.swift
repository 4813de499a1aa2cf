import Foundation
import MailModel
import Subprocess

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
  func prepare(portBase: Int?) async throws {
    try requireRoot()
    var arguments = ["prepare", "--dir", layout.root]
    if let portBase { arguments += ["--port-base", "\(portBase)"] }
    let result = try await run(
      .path(.init(path)), arguments: Arguments(arguments), output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20))
    guard case .exited(0) = result.terminationStatus else {
      let words = (result.standardError ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
      throw Fault(.unavailable, Text(verbatim: words.replacingOccurrences(of: "palomar-agent: ", with: "")))
    }
  }

  /// Starts the agent in a session of its own, so that it outlives this command; it starts everything else.
  func launch() throws {
    let log = "\(layout.log)/agent.out"
    if !FileManager.default.fileExists(atPath: log) { FileManager.default.createFile(atPath: log, contents: nil) }
    guard let output = FileHandle(forWritingAtPath: log) else {
      throw Fault(.unavailable, en: "\(log) cannot be written", es: "no se puede escribir \(log)")
    }
    try output.seekToEnd()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    process.arguments = ["--fork", path, "serve", "--dir", layout.root]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
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
