import Foundation
import TestSupport
import Testing

/// `palomar ldap` with a real directory server and a real service.
extension ContractTests {
  @Suite struct DirectoryCallTests {
    @Test func accountsFollowADirectory() async throws {
      let instance = try ContractTests.instance
      let people =
        DirectoryServer.person("dora", ["dora@example.test"], called: "Dora Núñez")
        + DirectoryServer.person("hugo", ["hugo@nowhere.test"])
      try await DirectoryServer.with(people) { server async throws in
        let set = try await instance.palomar(
          [
            "ldap", "set", "--uri", server.secure, "--authority", server.authority, "--base", DirectoryServer.base,
            "--bind", DirectoryServer.administrator, "--password-stdin", "--every", "0", "--json",
          ], input: DirectoryServer.password + "\n")
        #expect(set.code == 0, "\(set.complaints)")
        #expect(!set.output.contains(DirectoryServer.password))
        let dry = try await instance.palomar(["ldap", "sync", "--dry-run", "--json"])
        // One entry is of another domain.
        #expect(dry.code == 1)
        #expect(try JSONValue(dry.output).keys == ["counts", "rows"])
        #expect(try await !instance.call("account", "list").contains("dora@example.test"))
        let done = try await instance.palomar(["ldap", "sync"])
        #expect(done.code == 1)
        #expect(done.output.contains("dora@example.test: added") && done.output.contains("refused 1"))
        #expect(try await instance.call("account", "show", "dora@example.test").contains("Dora Núñez"))
        #expect(try await instance.call("ldap", "look-up", "dora@example.test").contains("cn=dora"))
        #expect(try await instance.call("ldap", "show").contains("added 1"))
        #expect(try await !instance.call("journal", "export").contains(DirectoryServer.password))
        let grep = ["grep", "-rlF", DirectoryServer.password, instance.layout.log]
        #expect(try await Program.run(grep).output.isEmpty)
      }
      let gone = try await instance.palomar(["ldap", "sync"])
      #expect(gone.code != 0 && gone.complaints.contains("Can't contact LDAP server"))
      #expect(try await instance.call("account", "list").contains("dora@example.test"))
      try await instance.call("ldap", "remove")
    }
  }
}
