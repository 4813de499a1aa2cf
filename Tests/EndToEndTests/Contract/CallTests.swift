import Foundation
import TestSupport
import Testing

/// The calls as the contract writes them.
extension ContractTests {
  @Suite struct CallTests {
    @Test func aDomainComesIsShownAndGoes() async throws {
      let instance = try ContractTests.instance
      try await instance.call("domain", "add", "calls.test")
      #expect(try await instance.call("domain", "list").contains("calls.test"))
      #expect(try await instance.call("domain", "show", "calls.test").contains("calls.test"))
      try await instance.call("domain", "remove", "calls.test")
      #expect(try await !instance.call("domain", "list").contains("calls.test"))
    }

    @Test func theRecordsOfADomainAreATableAZoneOrJSON() async throws {
      let instance = try ContractTests.instance
      #expect(try await instance.call("dns", "records", "example.test").hasPrefix("NAME"))
      #expect(try await instance.call("dns", "records", "example.test", "--zone").contains("IN MX"))
      #expect(try JSONValue(try await instance.call("dns", "records", "example.test", "--json")).isList)
      let check = try await instance.palomar(["dns", "check", "example.test", "--resolver", "127.0.0.1:9", "--json"])
      #expect(check.code == 1)
      #expect(try JSONValue(check.output).isList)
    }

    @Test func anAccountComesIsShownGetsAPasswordAndGoes() async throws {
      let instance = try ContractTests.instance
      let address = "eva@example.test"
      try await instance.call(
        "account", "add", address, "--name", "Eva Gil", "--quota", "2G", "--password-stdin",
        input: "correct horse battery\n")
      let account = try JSONValue(try await instance.call("account", "show", address, "--json"))
      #expect(try account["displayName"].text == "Eva Gil")
      #expect(try account["quota"].text == "2G")
      #expect(try await instance.call("account", "list").contains(address))
      #expect(try await instance.call("account", "password", address).contains(address))
      try await instance.call("account", "remove", address)
      #expect(try await !instance.call("account", "list").contains(address))
    }

    @Test func anAliasTakesSeveralTargetsAndGoes() async throws {
      let instance = try ContractTests.instance
      let line = try await instance.call(
        "alias", "add", "info@example.test", "--to", "ana@example.test", "luis@example.test")
      #expect(line.contains("ana@example.test") && line.contains("luis@example.test"))
      #expect(try await instance.call("alias", "list").contains("info@example.test"))
      try await instance.call("alias", "remove", "info@example.test")
      #expect(try await !instance.call("alias", "list").contains("info@example.test"))
    }

    @Test func theSettingsGoOutAsAFileComeBackAndAreRolledBack() async throws {
      let instance = try ContractTests.instance
      try await ScratchDirectory.with { directory in
        let file = "\(directory)/service.yaml"
        let present = try await instance.call("export")
        try present.write(toFile: file, atomically: true, encoding: .utf8)
        // A rollout of what other tests did may still be on its way.
        try await eventually("the settings as they stand change nothing", within: .seconds(30)) {
          try await instance.call("plan", file).contains("nothing to do")
        }
        let changed = present.replacing(/messageSize: .*/, with: "messageSize: 12M")
        try changed.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await instance.call("plan", file).contains("+message_size_limit"))
        try await instance.call("apply", "--yes", file)
        let newest = try #require(JSONValue(try await instance.call("generations", "--json")).items.first)
        try await instance.call("rollback")
        #expect(try await instance.call("export") == present)
        try await instance.call("rollback", "\(try #require(try newest["number"].number) - 1)")
        #expect(try JSONValue(try await instance.call("drift", "--json")).keys.contains("files"))
      }
    }

    @Test func theJournalSaysWhatWasDone() async throws {
      let instance = try ContractTests.instance
      try await instance.call("domain", "add", "journal.test")
      let entries = try JSONValue(try await instance.call("journal", "list", "--json")).items
      let domains = try entries.first { try $0["action"].text?.hasPrefix("domains.") == true }
      #expect(try domains?["action"].text == "domains.add")
      #expect(try domains?["scope"].text?.contains("journal.test") == true)
      #expect(try await instance.call("journal", "list").contains("domains.add"))
      try await instance.call("domain", "remove", "journal.test")
    }

    @Test func theDirectoryThatIsNamedWinsOverTheEnvironment() async throws {
      let instance = try ContractTests.instance
      let elsewhere = ["PALOMAR_DIR": "/nonexistent", "LC_ALL": "C.UTF-8"]
      let lost = try await Program.run([Program.palomar, "status"], environment: elsewhere)
      #expect(lost.code == 7)
      #expect(lost.complaints.contains("/nonexistent"))
      // While a rollout goes on, a service may be on its way.
      try await TestSupport.eventually("everything runs", within: .seconds(30)) {
        try await Program.run(
          [Program.palomar, "status", "--dir", instance.layout.root], environment: elsewhere
        ).code == 0
      }
    }
  }
}
