import Foundation
import TestSupport
import Testing

/// Roles, rights and tokens, as the contract writes them.
extension ContractTests {
  @Suite struct RightsCallTests {
    @Test func aRoleIsMadeGivenExplainedAndTakenAway() async throws {
      let instance = try ContractTests.instance
      let ana = "ana@example.test"
      try await instance.call("role", "add", "desk", "--allow", "accounts.*", "--deny", "accounts.remove")
      try await instance.call(
        "role", "assign", ana, "desk", "--domain", "example.test", "--until", "2099-01-01", "--reason", "cover")
      #expect(try await instance.call("role", "show", "desk").contains(ana))
      let yes = try await instance.call("user", "may", ana, "accounts.setPassword", "luis@example.test")
      #expect(yes == "yes: the role desk allows accounts.* in example.test\n")
      let no = try await instance.palomar(["user", "may", ana, "accounts.remove", "luis@example.test", "--json"])
      #expect(no.code == 1)
      #expect(try JSONValue(no.output)["isAllowed"].value as? Bool == false)
      #expect(try await instance.call("user", "rights", ana).contains("accounts.setPassword"))
      try await instance.call("role", "unassign", ana, "desk", "--domain", "example.test")
      try await instance.call("role", "set", "desk", "--allow", "aliases.read", "--deny-nothing")
      try await instance.call("role", "remove", "desk")
      #expect(try await !instance.call("role", "list").contains("desk"))
    }

    /// The sample users have one administrator.
    @Test func theLastAdministratorStays() async throws {
      let outcome = try await ContractTests.instance.palomar([
        "role", "unassign", "admin@example.test", "administrator",
      ])
      #expect(outcome.code == 6)
      #expect(outcome.complaints.contains("no administrator would be left"))
    }

    @Test func aTokenIsMadeChangedAndRevoked() async throws {
      let instance = try ContractTests.instance
      let made = try JSONValue(
        try await instance.call(
          "token", "add", "ana@example.test", "ci", "--allow", "accounts.read", "--network", "192.0.2.0/24", "--json"))
      let secret = try #require(try made["secret"].text)
      #expect(secret.hasPrefix("palomar_"))
      let shown = try await instance.call("token", "show", "ana@example.test", "ci", "--json")
      #expect(!shown.contains(secret))
      #expect(try await !instance.call("journal", "export").contains(secret))
      try await instance.call("token", "set", "ana@example.test", "ci", "--any-network", "--until", "2099-01-01")
      #expect(try await instance.call("token", "list", "--owner", "ana@example.test").contains("ci"))
      try await instance.call("token", "remove", "ana@example.test", "ci")
      #expect(try await instance.palomar(["token", "show", "ana@example.test", "ci"]).code == 5)
    }
  }
}
