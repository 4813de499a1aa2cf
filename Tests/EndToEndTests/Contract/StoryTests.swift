import Foundation
import TestSupport
import Testing

/// What four people do in the console, by command line and by API.
extension ContractTests {
  @Suite struct StoryTests {
    @Test func fourPeopleDoTheirWorkAtATerminal() async throws {
      let instance = try ContractTests.instance
      let eva = "eva@terminal.test"
      try await instance.call("domain", "add", "terminal.test")
      try await instance.call("class", "add", "terminal", "--quota", "2G")
      try await instance.call("account", "add", eva, "--class", "terminal")
      try await instance.call("alias", "add", "info@terminal.test", "--to", "ana@example.test")
      #expect(try await instance.call("alias", "set", "info@terminal.test", "--to", eva).contains(eva))
      try await instance.call("role", "assign", eva, "support", "--domain", "terminal.test")
      #expect(try await instance.call("user", "may", eva, "accounts.setPassword", "terminal.test").hasPrefix("yes"))
      #expect(try await instance.palomar(["user", "may", eva, "accounts.setPassword", "example.test"]).code == 1)

      try await instance.call("account", "suspend", eva, "--reason", "complaints")
      try await instance.call("account", "resume", eva)
      let password = try await instance.palomar(
        ["account", "password", eva, "--password-stdin", "--reason", "forgotten"], input: "correct horse battery\n")
      #expect(password.code == 0, "\(password.complaints)")

      try await instance.call("account", "app-passwords", eva, "add", "phone", "--reason", "asked for")
      #expect(try await instance.call("account", "app-passwords", eva).contains("phone"))
      try await instance.call("account", "app-passwords", eva, "remove", "phone")
      #expect(try await instance.call("user", "accesses", eva).contains("forgotten"))

      #expect(try await instance.call("journal", "list", "--action", "accounts.suspend").contains("terminal.test"))
      #expect(try await instance.call("journal", "verify").contains("unbroken"))
    }

    @Test func fourPeopleDoTheirWorkByTheAPI() async throws {
      let instance = try ContractTests.instance
      try await instance.call("domain", "add", "api.test")
      for (who, role, place) in [
        ("boss", "administrator", []), ("desk", "support", ["--domain", "api.test"]), ("audit", "auditor", []),
        ("user", nil, []),
      ] as [(String, String?, [String])] {
        try await instance.call("account", "add", "\(who)@api.test")
        guard let role else { continue }
        let given = try await instance.palomar(["role", "assign", "\(who)@api.test", role] + place)
        #expect(given.code == 0, "\(given.complaints)")
      }
      try await administrator(Caller(instance, "boss@api.test"))
      try await technician(Caller(instance, "desk@api.test"))
      try await auditor(Caller(instance, "audit@api.test"))
      try await user(Caller(instance, "user@api.test"))
      try await instance.call("role", "unassign", "boss@api.test", "administrator")
    }

    private func administrator(_ api: Caller) async throws {
      #expect(try await api.ask("POST", "domains", #"{"domain": "second.api.test"}"#) == 200)
      #expect(try await api.ask("POST", "classes", #"{"name": "api", "quota": "1G"}"#) == 200)
      #expect(
        try await api.ask("POST", "accounts", #"{"address": "eva@second.api.test", "serviceClass": "api"}"#) == 200)
      #expect(
        try await api.ask("POST", "aliases", #"{"address": "info@api.test", "targets": ["user@api.test"]}"#) == 200)
      #expect(try await api.ask("PUT", "aliases/info@api.test", #"{"targets": ["eva@second.api.test"]}"#) == 200)
      #expect(try await api.ask("POST", "accounts/user@api.test/suspend", #"{"reason": "complaints"}"#) == 200)
    }

    private func technician(_ api: Caller) async throws {
      let password = #"{"password": "correct horse battery"}"#
      #expect(try await api.ask("POST", "accounts/user@api.test/resume") == 200)
      #expect(try await api.ask("PUT", "accounts/user@api.test/password", password, because: "forgotten") == 200)
      #expect(try await api.ask("PUT", "accounts/eva@second.api.test/password", password, because: "no") == 403)
      #expect(try await api.ask("GET", "accounts/ana@example.test") == 403)
      #expect(try await api.ask("POST", "domains", #"{"domain": "third.api.test"}"#) == 403)
    }

    private func auditor(_ api: Caller) async throws {
      for list in ["accounts", "aliases", "roles", "classes", "journal", "assignments"] {
        #expect(try await api.ask("GET", list) == 200, "\(list)")
      }
      #expect(try await api.ask("POST", "journal/verify", #"{"copies": []}"#) == 200)
      #expect(try await api.ask("POST", "accounts/user@api.test/suspend", "{}") == 403)
    }

    private func user(_ api: Caller) async throws {
      #expect(try await api.ask("POST", "accounts/user@api.test/app-passwords", #"{"name": "phone"}"#) == 200)
      #expect(try await api.ask("GET", "accounts/user@api.test/app-passwords") == 200)
      #expect(try await api.ask("DELETE", "accounts/user@api.test/app-passwords/phone") == 200)
      #expect(try await api.ask("GET", "accounts/boss@api.test") == 403)
      #expect(try await api.ask("GET", "accounts") == 403)
    }
  }

  /// A program that acts for somebody, with all that they may.
  private struct Caller {
    let instance: LocalInstance
    let bearer: String

    init(_ instance: LocalInstance, _ owner: String) async throws {
      self.instance = instance
      let made = try JSONValue(try await instance.call("token", "add", owner, "story", "--allow", "*", "--json"))
      bearer = "Authorization: Bearer \(try #require(try made["secret"].text))"
    }

    /// The status of the answer.
    func ask(_ method: String, _ path: String, _ body: String? = nil, because reason: String? = nil) async throws
      -> Int?
    {
      var options = ["--request", method, "--header", bearer, "--write-out", "\nstatus %{http_code}"]
      if let body { options += ["--header", "Content-Type: application/json", "--data", body] }
      if let reason { options += ["--header", "Palomar-Reason: \(reason)"] }
      let answer = try await instance.curl("/api/v1/\(path)", options).output
      return answer.split(separator: "\n").last?.split(separator: " ").last.flatMap { Int($0) }
    }
  }
}
