import Kernel
import MailModel
import Testing

@Suite struct GrantTests {
  /// What is granted, what is asked, and the answer.
  struct Case: Sendable, CustomTestStringConvertible {
    let grants: [String]
    let question: String
    let answer: Bool

    init(_ grants: String..., asks question: String, is answer: Bool) {
      self.grants = grants
      self.question = question
      self.answer = answer
    }

    var testDescription: String { "\(grants) asks \(question)" }
  }

  @Test(arguments: [
    Case(asks: "accounts.read *", is: false),
    Case("+ * *", asks: "anything.atAll ana@a.example", is: true),
    Case("+ accounts.read *", asks: "accounts.read *", is: true),
    Case("+ accounts.read *", asks: "accounts.read a.example", is: true),
    Case("+ accounts.read *", asks: "accounts.remove a.example", is: false),
    Case("+ accounts.* *", asks: "accounts.remove a.example", is: true),
    Case("+ accounts.* *", asks: "accountsOf.remove a.example", is: false),
    Case("+ *.read *", asks: "journal.read *", is: true),
    Case("+ *.read *", asks: "journal.readAll *", is: false),
    // Where it holds.
    Case("+ accounts.read a.example", asks: "accounts.read a.example", is: true),
    Case("+ accounts.read a.example", asks: "accounts.read ana@a.example", is: true),
    Case("+ accounts.read a.example", asks: "accounts.read b.example", is: false),
    Case("+ accounts.read a.example", asks: "accounts.read x.a.example", is: false),
    Case("+ accounts.read a.example", asks: "accounts.read *", is: false),
    Case("+ accounts.read ana@a.example", asks: "accounts.read ana@a.example", is: true),
    Case("+ accounts.read ana@a.example", asks: "accounts.read luis@a.example", is: false),
    Case("+ accounts.read ana@a.example", asks: "accounts.read a.example", is: false),
    // At one level a denial wins, however wide either is.
    Case("+ * *", "- accounts.remove *", asks: "accounts.remove a.example", is: false),
    Case("+ accounts.remove *", "- * *", asks: "accounts.remove *", is: false),
    Case("+ * a.example", "- accounts.* a.example", asks: "accounts.read a.example", is: false),
    Case("+ * a.example", "- accounts.* a.example", asks: "aliases.read a.example", is: true),
    // The narrower level decides.
    Case("- accounts.* *", "+ accounts.read a.example", asks: "accounts.read a.example", is: true),
    Case("- accounts.* *", "+ accounts.read a.example", asks: "accounts.read b.example", is: false),
    Case("+ * *", "- * a.example", asks: "accounts.read a.example", is: false),
    Case("+ * *", "- * a.example", asks: "accounts.read b.example", is: true),
    Case("+ * *", "- * a.example", "+ accounts.read ana@a.example", asks: "accounts.read ana@a.example", is: true),
    // The whole holds its parts.
    Case("+ * *", "- settings.change a.example", asks: "settings.change *", is: false),
    Case("+ * *", "- accounts.read boss@a.example", asks: "accounts.read a.example", is: false),
    Case("+ * *", "- accounts.read boss@a.example", asks: "accounts.read luis@a.example", is: true),
  ])
  func decides(_ row: Case) throws {
    let (permission, scope) = try question(row.question)
    #expect(try ana(row.grants).may(permission, in: scope) == row.answer)
  }

  @Test func saysWhichGrantOfWhichRoleDecided() throws {
    let principal = try ana(["+ accounts.* *", "- accounts.remove a.example"])
    let refusal = principal.decision(on: "accounts.remove", in: .domain(try DomainName("a.example")))
    #expect(refusal.reason.en == "the role tester denies accounts.remove in a.example")
    #expect(
      principal.decision(on: "accounts.add", in: .everything).reason.es == "el rol tester permite accounts.* en *")
    #expect(principal.decision(on: "domains.add", in: .everything).reason.en == "no role gives it")
  }

  @Test func aTokenNeverDoesMoreThanItsOwnerNorThanItSays() throws {
    let owner = try ana(["+ accounts.* a.example"])
    let limited = owner.limited(
      toToken: "ci", [Grant(.allow, try PermissionPattern("*.read"), in: .everything, by: .token("ci"))])
    #expect(limited.may("accounts.read", in: .domain(try DomainName("a.example"))))
    #expect(!limited.may("accounts.read", in: .domain(try DomainName("b.example"))))
    let decision = limited.decision(on: "accounts.remove", in: .domain(try DomainName("a.example")))
    #expect(decision.reason.en == "the token ci does not include it")
    #expect(limited.origin.token == "ci")
  }

  /// Every principal that few grants can make, each with each denial more: no answer turns from no to yes.
  @Test func oneDenialMoreNeverAllowsAnything() throws {
    let patterns = ["*", "accounts.*", "*.read", "accounts.read"]
    let scopes = ["*", "a.example", "ana@a.example"]
    let denials = patterns.flatMap { pattern in scopes.map { "- \(pattern) \($0)" } }
    let all = denials + denials.map { $0.replacing("-", with: "+") }
    let questions = try ["accounts.read", "accounts.remove", "aliases.read"].flatMap { permission in
      try (scopes + ["b.example"]).map { try question("\(permission) \($0)") }
    }
    for first in all {
      for second in all {
        let before = try ana([first, second])
        for denial in denials {
          let after = try ana([first, second, denial])
          let widened = questions.filter { !before.may($0.0, in: $0.1) && after.may($0.0, in: $0.1) }
          #expect(widened.isEmpty, "\(first), \(second), then \(denial)")
        }
      }
    }
  }

  @Test(arguments: [
    (["+ * *"], "accounts.*", "*", true),
    (["+ accounts.* *"], "accounts.remove", "a.example", true),
    (["+ accounts.* *"], "*", "a.example", false),
    (["+ accounts.* a.example"], "accounts.read", "*", false),
    (["+ * *", "- accounts.remove *"], "accounts.*", "a.example", false),
    (["+ * *", "- accounts.remove *"], "aliases.*", "a.example", true),
    (["+ * *", "- accounts.remove a.example"], "accounts.*", "*", false),
    (["- accounts.* *", "+ accounts.* a.example"], "accounts.*", "a.example", true),
    (["+ accounts.read *", "+ accounts.add *"], "accounts.*", "*", false),
  ])
  func holdsAFamilyOnlyAsAWhole(_ grants: [String], _ pattern: String, _ scope: String, _ answer: Bool) throws {
    #expect(try ana(grants).holds(PermissionPattern(pattern), in: Scope(scope)) == answer)
  }

  @Test(arguments: [
    "", "accounts", "*.*.*", "accounts.", ".read", "acc ounts.read", "Accounts.read", "accounts.*x", "a.b'--",
  ])
  func refusesWhatNamesNoPermissions(_ text: String) {
    #expect(throws: Fault(.invalid, en: "", es: "")) { try PermissionPattern(text) }
  }

  @Test func writesAFamilyOfAllAsAll() throws {
    #expect(try PermissionPattern("*.*") == .all)
    #expect(try PermissionPattern("*.*").text == "*")
  }
}

/// `+ accounts.* a.example` for each grant, from the role “tester”.
private func ana(_ grants: [String]) throws -> Principal {
  try Principal(
    account: Address("ana@a.example"),
    grants: grants.map { text in
      let parts = text.split(separator: " ").map(String.init)
      return try Grant(
        parts[0] == "+" ? .allow : .deny, PermissionPattern(parts[1]), in: Scope(parts[2]), by: .role("tester"))
    })
}

private func question(_ text: String) throws -> (Permission, Scope) {
  let parts = text.split(separator: " ").map(String.init)
  return (Permission(stringLiteral: parts[0]), try Scope(parts[1]))
}
