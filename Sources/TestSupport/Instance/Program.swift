import Foundation
import MailModel
import Subprocess

/// A program as a user calls it, and what came of it.
package struct Program: Sendable {
  package struct Outcome: Sendable {
    package let code: Int32
    package let output: String
    package let complaints: String
  }

  /// The program `palomar` as it was built beside the tests.
  package static let palomar = built("palomar")

  package static func built(_ name: String) -> String {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appending(path: name).path
  }

  /// Runs `command` to its end.
  package static func run(_ command: [String], input: String = "", environment: [String: String] = [:]) async throws
    -> Outcome
  {
    let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let result = try await Subprocess.run(
      command[0].hasPrefix("/") ? .path(.init(command[0])) : .name(command[0]),
      arguments: Arguments(Array(command.dropFirst())),
      environment: .inherit.updating(Dictionary(variables.map { ($0.0, Optional($0.1)) }) { first, _ in first }),
      input: .string(input), output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
    let code: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return Outcome(code: code, output: result.standardOutput, complaints: result.standardError)
  }
}
