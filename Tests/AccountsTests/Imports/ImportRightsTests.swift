import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

/// An import does nothing that who asks could not do line by line.
@Suite(.eachEngine) struct ImportRightsTests {
  private let file = Data("address\nana@example.org\nluis@example.net\n".utf8)

  /// Somebody who looks after example.org.
  private func keeper(in bench: ImportBench, allows: [PermissionPattern]) async throws -> Principal {
    let address = try Address("keeper@example.org")
    try await bench.bench.perform(AddAccount(address: address))
    try await bench.bench.perform(AddRole(name: "keeper", allows: allows))
    try await bench.bench.perform(
      AssignRole(address: address, role: "keeper", domain: DomainName("example.org")))
    return try await bench.bench.plane.store.read { [clock = bench.bench.clock] in
      try Rights.principal(of: address, in: $0, at: clock.now)
    }
  }

  @Test func whoLooksAfterOneDomainImportsThere() async throws {
    let bench = try await ImportBench()
    let keeper = try await keeper(in: bench, allows: [.every(of: "accounts")])
    await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.upload(file, as: keeper) }
    let rows = try await bench.put(file, domain: "example.org", as: keeper).rows
    #expect(rows.map(\.result) == [.added, .refused])
    await #expect(throws: Fault(.invalid, en: "", es: "")) {
      let run = try await bench.upload(file)
      _ = try await bench.bench.plane.perform(StartImport(id: run.id, domain: DomainName("example.org")), as: keeper)
    }
  }

  @Test func whoMayNotAddAccountsImportsNone() async throws {
    let bench = try await ImportBench()
    let keeper = try await keeper(in: bench, allows: [PermissionPattern(exactly: "accounts.import")])
    let rows = try await bench.put(file, domain: "example.org", as: keeper).rows
    #expect(rows.map(\.result) == [.refused, .refused])
  }

  @Test func rightsThatWereTakenAwayDoNotWorkOn() async throws {
    let bench = try await ImportBench()
    let keeper = try await keeper(in: bench, allows: [.every(of: "accounts")])
    let run = try await bench.upload(file, domain: "example.org", as: keeper)
    _ = try await bench.bench.plane.perform(StartImport(id: run.id, domain: run.domain), as: keeper)
    try await bench.bench.perform(SuspendAccount(address: Address("keeper@example.org")))
    await bench.bench.drain()
    #expect(try await bench.outcome(of: run.id).run.fault?.code == .forbidden)
    #expect(try await bench.addresses() == ["keeper@example.org"])
  }

  @Test func nobodySetsThePasswordOfSomebodyStronger() async throws {
    let bench = try await ImportBench()
    let keeper = try await keeper(in: bench, allows: [.every(of: "accounts")])
    try await bench.bench.perform(AddAccount(address: Address("root@example.org")))
    try await bench.bench.perform(AssignRole(address: Address("root@example.org"), role: "administrator"))
    let rows = try await bench.put(
      Data("address,password\nroot@example.org,correct horse\n".utf8), domain: "example.org", updates: true, as: keeper
    ).rows
    #expect(rows.map(\.result) == [.refused])
    #expect(try await bench.hash(of: "root@example.org") == nil)
  }

  @Test func aDryRunTellsNobodyWhetherTheyGuessedAPassword() async throws {
    let bench = try await ImportBench()
    let ana = try Address("ana@example.org")
    try await bench.bench.perform(AddAccount(address: ana, password: Secret("correct horse battery")))
    let keeper = try await keeper(
      in: bench, allows: ["accounts.import", "accounts.add", "accounts.change"].map { try PermissionPattern($0) })
    let hash = try #require(try await bench.hash(of: ana.text))
    let guesses = [
      "address,password\nana@example.org,correct horse battery\n", "address,hash\nana@example.org,\(hash)\n",
    ]
    for guess in guesses + guesses.map({ $0.replacing("battery", with: "staple").replacing(hash, with: "{SHA}x") }) {
      let run = try await bench.upload(Data(guess.utf8), domain: "example.org", updates: true, as: keeper)
      _ = try await bench.bench.plane.perform(
        StartImport(id: run.id, domain: run.domain, dryRun: true), as: keeper)
      await bench.bench.drain()
      #expect(try await bench.outcome(of: run.id).rows.map(\.result) == [.refused], "\(guess)")
    }
  }

  @Test func anImportDoesNothingWhileThereIsATwoPersonRule() async throws {
    let bench = try await ImportBench()
    try await bench.bench.perform(SetApproval(permissions: PermissionPattern("accounts.remove")))
    let outcome = try await bench.put("address\nana@example.org\nluis@example.net\n")
    #expect(outcome.rows.map(\.result) == [.refused, .refused])
    #expect(
      outcome.rows.allSatisfy { $0.findings.contains { $0.message.en.contains("two-person rule (accounts.remove)") } })
    #expect(try await bench.addresses() == [])
    try await bench.bench.perform(RemoveApproval(permissions: PermissionPattern("accounts.remove")))
    #expect(try await bench.put("address\nana@example.org\nluis@example.net\n").rows.map(\.result) == [.added, .added])
  }
}
