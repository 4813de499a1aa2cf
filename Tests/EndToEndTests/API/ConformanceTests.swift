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

  /// An identity provider trusts the instance's authority as it would any other.
  @Test func scimTesterFindsNothing() async throws {
    try await LocalInstance.with { instance in
      _ = try await instance.administratorsToken()
      let made = try await instance.palomar(
        ["scim", "token", LocalInstance.administrator, "--domain", "example.test", "--json"])
      let secret = try #require(made.output.firstMatch(of: /palomar_[A-Za-z0-9_-]+/)?.0, "\(made.complaints)")
      let tools = FileManager.default.currentDirectoryPath
      try await eventually("the console answers") { try await instance.curl("/scim/v2/Users").code == 0 }
      let verdict = try await Program.run(
        [
          "\(tools)/.build/test-tools/bin/python", "\(tools)/packaging/scim-check",
          "https://localhost:\(instance.portBase + 443)/scim/v2",
        ],
        environment: ["SCIM_TOKEN": String(secret), "SSL_CERT_FILE": instance.layout.authority])
      #expect(verdict.code == 0, "\(verdict.output)\(verdict.complaints)")
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
