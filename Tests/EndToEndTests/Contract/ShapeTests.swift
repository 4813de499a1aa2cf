import Foundation
import TestSupport
import Testing

/// Keys that programs read.
extension ContractTests {
  @Suite struct ShapeTests {
    private static let status: Set = ["profile", "dir", "generation", "services", "ports"]

    @Test func statusHasTheKeysOfTheContractAndNoOther() async throws {
      let instance = try ContractTests.instance
      let status = try JSONValue(try await instance.call("status", "--json"))
      #expect(status.keys == Self.status)
      #expect(try status["profile"].text == "local")
      #expect(try status["dir"].text == instance.layout.root)
      #expect(try status["generation"].number != nil)
      try Self.expectServicesAndPorts(status)
      #expect(try status["ports"]["submission"].number == instance.ports.submission)
    }

    private static func expectServicesAndPorts(_ status: JSONValue) throws {
      let services = try status["services"].items
      #expect(services.allSatisfy { $0.keys == ["name", "state", "pid", "since"] })
      #expect(
        Set(try services.map { try $0["name"].text }) == ["agent", "palomar", "redis", "rspamd", "dovecot", "postfix"])
      #expect(
        try status["ports"].keys
          == ["smtp", "submission", "submissions", "imap", "imaps", "pop3s", "sieve", "console"])
    }

    @Test func probeHasTheKeysOfTheContractAndNoOther() async throws {
      let probe = try JSONValue(try await ContractTests.instance.call("probe", "--json"))
      #expect(probe.keys == ["ok", "stages"])
      #expect(try probe["ok"].value as? Bool == true)
      #expect(try probe["stages"].items.allSatisfy { $0.keys == ["name", "ms", "detail"] })
    }

    @Test func upSaysTheSameAsStatusAndProbeAndWhoMaySignIn() async throws {
      let instance = try ContractTests.instance
      let outcome = try await instance.palomar(["up", "--json"])
      #expect(outcome.code == 0, "\(outcome.complaints)")
      let report = try JSONValue(outcome.output)
      #expect(report.keys == Self.status.union(["authority", "accounts", "probe"]))
      try Self.expectServicesAndPorts(report)
      #expect(try report["probe"].keys == ["ok", "stages"])
      #expect(try report["accounts"].items.allSatisfy { $0.keys == ["address", "name", "password"] })
      #expect(try report["authority"].text == instance.layout.authority)
    }

    @Test(arguments: [
      "domain list", "account list", "alias list", "override list", "generations", "journal list",
      "dns records example.test", "role list", "role assignments", "token list",
    ])
    func everyListIsAListInJSON(_ call: String) async throws {
      let words = call.split(separator: " ").map(String.init)
      let outcome = try await ContractTests.instance.palomar(words + ["--json"])
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(try JSONValue(outcome.output).isList)
    }
  }
}
