import AgentProtocol
import CLinux
import Foundation
import MailModel
import Subprocess
import Surface

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

  /// Has the agent look for what would stop the start half-way, and lay out the directory when nothing does. Throws
  /// the first refusal; what is only worth knowing, and further refusals, go to `report`, a line each.
  func prepare(portBase: Int?, report: (String) -> Void) async throws {
    _ = try portBase.map(Ports.init(base:))
    let ports = portBase.map { ["--port-base", "\($0)"] } ?? []
    let findings = try await preflight(ports)
    let refusal = findings.firstIndex { $0.severity == .refusal }
    for (place, finding) in findings.enumerated() where place != refusal { report(finding.fault.line(in: .spoken)) }
    if let refusal { throw findings[refusal].fault }
    let result = try await run("prepare", ports)
    guard result.succeeded else { throw Fault(.unavailable, Text(verbatim: result.complaints)) }
  }

  /// Whether services of this instance run, be it without their agent.
  func findsServices() async throws -> Bool {
    try await preflight([]).contains { $0.check == .instance }
  }

  private func preflight(_ arguments: [String]) async throws -> [PreflightFinding] {
    let result = try await run("preflight", ["--json"] + arguments)
    guard let report = try? JSONDecoder().decode(PreflightReport.self, from: Data(result.output.utf8)) else {
      throw Fault(
        .unavailable, en: "\(path) cannot check the host: \(result.complaints)",
        es: "\(path) no puede comprobar el equipo: \(result.complaints)")
    }
    return report.findings
  }

  private func run(_ verb: String, _ arguments: [String]) async throws -> (
    succeeded: Bool, output: String, complaints: String
  ) {
    let result = try await Subprocess.run(
      .path(.init(path)), arguments: Arguments([verb, "--dir", layout.root] + arguments),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
    let complaints = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
    return (result.terminationStatus.isSuccess, result.standardOutput, complaints)
  }

  /// Starts the agent in a session of its own, so that it outlives this command; it starts everything else.
  func launch() throws -> LaunchedAgent {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o640)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    posix_spawnattr_setflags(&attributes, spawn_in_new_session)
    return LaunchedAgent(pid: try spawn(&actions, &attributes), output: output)
  }

  private var output: String { "\(layout.log)/agent.out" }

  private func spawn(_ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t) throws -> Int32
  {
    let command: [String] = [path, "serve", "--dir", layout.root]
    let words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: Int32 = 0
    let code = posix_spawn(&process, path, &actions, &attributes, words, environ)
    guard code == 0 else {
      let reason = String(cString: strerror(code))
      throw Fault(
        .unavailable, en: "\(path) cannot be started: \(reason)", es: "no se puede arrancar \(path): \(reason)")
    }
    return process
  }
}

extension PreflightFinding {
  fileprivate var fault: Fault {
    switch check {
    case .root: Fault(.forbidden, message, hint: remedy)
    case .directory, .ports: Fault(.conflict, message, hint: remedy)
    case .programs, .memory, .disk, .reach, .instance: Fault(.unavailable, message, hint: remedy)
    }
  }
}
