import AgentProtocol
import Foundation
import MailModel
import Processes
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
    let command = [path, "serve", "--dir", layout.root]
    do throws(StartFailure) {
      let pid = try DetachedProcess(
        command, environment: ProcessInfo.processInfo.environment, log: output, leadsSession: true
      ).start()
      return LaunchedAgent(pid: pid, output: output)
    } catch {
      throw Fault(
        .unavailable, en: "\(path) cannot be started: \(error.reason)",
        es: "no se puede arrancar \(path): \(error.reason)")
    }
  }

  private var output: String { "\(layout.log)/agent.out" }
}

extension PreflightFinding {
  fileprivate var fault: Fault {
    switch check {
    case .root: Fault(.forbidden, message, hint: remedy)
    case .path: Fault(.invalid, message, hint: remedy)
    case .directory, .ports: Fault(.conflict, message, hint: remedy)
    case .programs, .memory, .disk, .reach, .instance: Fault(.unavailable, message, hint: remedy)
    }
  }
}
