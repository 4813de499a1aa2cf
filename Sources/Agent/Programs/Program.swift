import Foundation
import MailModel
import Subprocess

/// One program to run to its end, with its arguments: never a line for a shell.
struct Program: Sendable {
  struct Result: Sendable {
    let succeeded: Bool
    let octets: [UInt8]
    let error: String

    var output: String { String(decoding: octets, as: UTF8.self) }

    /// What the program said, wherever it said it, without empty lines and carriage returns.
    var words: String {
      (error + "\n" + output).split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.joined(separator: "\n")
    }
  }

  /// The environment of everything that the agent starts: nothing of its caller's.
  static let environment = [
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root",
  ]

  var path: String
  var arguments: [String]
  var timeout: Duration = .seconds(30)
  /// Octets of output that are kept; a program that says more than this is broken.
  var outputLimit = 8 << 20

  init(_ path: String, _ arguments: [String] = [], timeout: Duration = .seconds(30)) {
    self.path = path
    self.arguments = arguments
    self.timeout = timeout
  }

  func run(input: [UInt8] = []) async throws -> Result {
    do {
      return try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await collect(input) }
        group.addTask {
          try await Task.sleep(for: timeout)
          throw tooSlow
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw CancellationError() }
        return result
      }
    } catch let error as SubprocessError {
      throw Fault(
        .unavailable, en: "cannot run \(path): \(error)", es: "no se puede ejecutar \(path): \(error)",
        hint: Text(en: "is its package installed?", es: "¿está instalado su paquete?"))
    }
  }

  /// Runs it and refuses any end but success, with the program's own words.
  @discardableResult
  func succeed(input: [UInt8] = []) async throws -> Result {
    let result = try await run(input: input)
    guard result.succeeded else {
      throw Fault(
        .unavailable, en: "\(name) failed: \(result.words)", es: "\(name) falló: \(result.words)")
    }
    return result
  }

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  private func collect(_ input: [UInt8]) async throws -> Result {
    var options = PlatformOptions()
    options.createSession = true
    let result = try await Subprocess.run(
      .path(.init(path)), arguments: Arguments(arguments),
      environment: .custom(
        Dictionary(uniqueKeysWithValues: Program.environment.map { (Environment.Key(stringLiteral: $0), $1) })),
      platformOptions: options, input: .array(input), output: .bytes(limit: outputLimit),
      error: .string(limit: outputLimit))
    return Result(
      succeeded: result.terminationStatus.isSuccess, octets: result.standardOutput, error: result.standardError)
  }

  private var tooSlow: Fault {
    Fault(
      .unavailable, en: "\(name) did not end within \(timeout)", es: "\(name) no terminó en \(timeout)")
  }
}
