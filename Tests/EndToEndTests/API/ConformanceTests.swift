import Foundation
import TestSupport
import Testing

/// What others' programs, which know the standards and not us, make of a running service.
@Suite struct ConformanceTests {
  @Test func schemathesisFindsNothing() async throws {
    try await LocalInstance.with { instance in
      let secret = try await instance.administratorsToken()
      let tools = FileManager.default.currentDirectoryPath
      try await eventually("the console answers") { try await instance.curl("/api/v1/domains").code == 0 }
      let verdict = try await Program.run(
        [
          "\(tools)/.build/test-tools/bin/st", "--config-file", "\(tools)/packaging/schemathesis.toml", "run",
          "https://127.0.0.1:\(instance.portBase + 443)/api/v1/openapi.json",
          "--tls-verify", instance.layout.authority, "-H", "Authorization: Bearer \(secret)",
          "--no-color", "--max-examples", "5", "--seed", "1", "--generation-database", "none",
        ],
        environment: [
          "PALOMAR_ACTOR": LocalInstance.administrator,
          "SCHEMATHESIS_HOOKS": "\(tools)/packaging/schemathesis-hooks.py",
        ])
      #expect(verdict.code == 0, "\(verdict.output.suffix(20_000))\(verdict.complaints)")
    }
  }
}

extension LocalInstance {
  static let administrator = "robot@example.test"

  /// Of somebody who may do everything.
  func administratorsToken() async throws -> String {
    _ = try await palomar(["account", "add", Self.administrator])
    _ = try await palomar(["role", "assign", Self.administrator, "administrator"])
    let made = try await palomar(["token", "add", Self.administrator, "all", "--allow", "*", "--json"])
    return String(try #require(made.output.firstMatch(of: /palomar_[A-Za-z0-9_-]+/)?.0, "\(made.complaints)"))
  }
}
