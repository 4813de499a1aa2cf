import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct LDAPSyncTests {
  @Test func addsWhoeverIsInTheDirectoryWithNameAndAliases() async throws {
    let it = try await LDAPBench()
    let addresses = ["mail": ["ana@example.org", "sales@example.org", "ana@elsewhere.example"]]
    #expect(try await it.sync(["ana": addresses, "luis": [:]]).report?.count(.added) == 2)
    #expect(try await it.bench.ask(ListAliases()).items.map(\.address.text) == ["sales@example.org"])
    #expect(try await it.sync(["ana": ["mail": ["ana@example.org"]], "luis": [:]]).report?.count(.changed) == 1)
    #expect(try await it.bench.ask(ListAliases()).items.isEmpty)
    #expect(try await it.sync(["ana": [:], "luis": [:]]).report?.count(.unchanged) == 2)
  }

  @Test func suspendsWhoeverIsDisabledThereAndLetsThemInAgain() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": [:]])
    try await it.sync(["ana": ["pwdAccountLockedTime": ["000001010000Z"]]])
    #expect(try await it.standing("ana") == .suspended)
    await #expect(throws: conflict) { try await it.bench.perform(ResumeAccount(address: Address("ana@example.org"))) }
    try await it.sync(["ana": [:]])
    #expect(try await it.standing("ana") == .active)
  }

  @Test func whoeverWasSuspendedByHandStaysSo() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": [:]])
    try await it.bench.perform(SuspendAccount(address: Address("ana@example.org"), reason: "case 17"))
    try await it.sync(["ana": [:]])
    #expect(try await it.standing("ana") == .suspended)
  }

  @Test func whoeverIsGoneIsSuspendedAndRemovedWhenTheGraceIsOver() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": ["mail": ["ana@example.org", "sales@example.org"]], "luis": [:]])
    #expect(try await it.sync(["luis": [:]]).report?.count(.suspended) == 1)
    #expect(try await it.standing("ana") == .suspended)
    try await it.sync(["ana": [:], "luis": [:]])
    #expect(try await it.standing("ana") == .active)
    try await it.sync(["luis": [:]])
    it.bench.clock.advance(by: 29 * 86_400)
    #expect(try await it.sync(["luis": [:]]).report?.count(.removed) == 0)
    it.bench.clock.advance(by: 86_400)
    #expect(try await it.sync(["luis": [:]]).report?.count(.removed) == 1)
    #expect(try await it.standing("ana") == .deleted)
  }

  /// Somebody may have got the address anew, and must not pay for whoever had it before.
  @Test func anAccountThatWasPurgedAndMadeAnewIsNoOtherOnesHeir() async throws {
    let it = try await LDAPBench()
    let ana = try Address("ana@example.org")
    try await it.sync(["ana": [:], "luis": [:]])
    try await it.sync(["luis": [:]])
    try await it.bench.perform(PurgeAccount(address: ana))
    try await it.bench.perform(AddAccount(address: ana))
    it.bench.clock.advance(by: 40 * 86_400)
    try await it.sync(["luis": [:]])
    #expect(try await it.standing("ana") == .active)
  }

  @Test func anEntryThatWasMadeAnewIsTheSamePerson() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": [:]])
    let anew = ["entryUUID": ["another"], "mail": ["ana@example.org"]]
    #expect(try await it.sync(["ana-ruiz": anew]).report?.count(.suspended) == 0)
    #expect(try await it.standing("ana") == .active)
  }

  @Test func tooManyLossesChangeNothing() async throws {
    let it = try await LDAPBench()
    let all = Dictionary(uniqueKeysWithValues: (1...20).map { ("p\($0)", LDAPBench.Values()) })
    try await it.sync(all)
    let less = all.filter { !["p1", "p2", "p3"].contains($0.key) }
    let stopped = try await it.sync(less.merging(["new": [:]]) { $1 })
    #expect(stopped.fault?.code == .conflict)
    #expect(stopped.fault?.hint?.en.contains("--losses 3") == true)
    #expect(try await it.standing("p1") == .active)
    #expect(try await it.bench.ask(ListAccounts()).items.count == 20)
    #expect(try await it.preview(less).stop?.code == .conflict)
    #expect(try await it.sync(less, losses: 3).report?.count(.suspended) == 3)
    #expect(try await it.sync([:]).fault?.code == .conflict)
  }

  @Test func aServerThatIsGoneChangesNothingAndTheJournalTells() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": [:]])
    await it.fail(Fault(.unavailable, en: "gone", es: "caído"))
    #expect(try await it.sync().fault?.code == .unavailable)
    #expect(try await it.standing("ana") == .active)
    #expect(try await it.bench.journal().contains { $0.action == "ldap.failed" && $0.after.contains("gone") })
  }

  @Test func anEntryThatCannotBeUnderstoodIsNotGone() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": [:], "luis": [:]])
    let run = try await it.sync(["ana": ["mail": ["nonsense"]], "luis": ["mail": ["eva@example.org"]]])
    #expect(run.report?.count(.refused) == 2)
    #expect(try await it.standing("ana") == .active)
    #expect(try await it.standing("luis") == .active)
  }

  @Test func whatComesFromTheDirectoryIsChangedThere() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": ["mail": ["ana@example.org", "sales@example.org"]]])
    let ana = try Address("ana@example.org")
    let sales = try Address("sales@example.org")
    await #expect(throws: conflict) { try await it.bench.perform(ChangeAccount(address: ana, displayName: "Anne")) }
    await #expect(throws: conflict) { try await it.bench.perform(RemoveAlias(address: sales)) }
    #expect(try await it.bench.perform(ChangeAccount(address: ana, quota: ByteCount("1G"))).quota != nil)
    try await it.bench.perform(RemoveLDAP())
    #expect(try await it.bench.perform(ChangeAccount(address: ana, displayName: "Anne")).displayName == "Anne")
    try await it.bench.perform(RemoveAlias(address: sales))
  }

  @Test func aDryRunSaysWhatWouldHappenAndChangesNothing() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": [:]])
    let preview = try await it.preview(["ana": ["cn": ["Ana"]], "luis": [:]], groups: ["staff": ["luis"]])
    #expect(preview.count(.added) == 2)
    #expect(preview.count(.changed) == 2)
    #expect(preview.rows.allSatisfy { $0.findings.isEmpty })
    #expect(try await it.bench.ask(ListAccounts()).items.map(\.displayName) == ["ana"])
    #expect(try await it.bench.ask(ListGroups()).items.isEmpty)
  }

  @Test func runsByItselfWhenItIsDue() async throws {
    let it = try await LDAPBench()
    try await it.set { $0.everyMinutes = 60 }
    await it.bench.drain()
    it.bench.clock.advance(by: 61)
    await it.bench.drain()
    #expect(try await it.bench.ask(ListLDAPRuns()).map(\.actor) == ["system: ldap.follow"])
    it.bench.clock.advance(by: 61)
    await it.bench.drain()
    #expect(try await it.bench.ask(ListLDAPRuns()).count == 1)
    it.bench.clock.advance(by: 3_600)
    await it.bench.drain()
    #expect(try await it.bench.ask(ListLDAPRuns()).count == 2)
  }

  /// As a program that is killed after its first batch leaves it.
  @Test func goesOnAfterACrash() async throws {
    let it = try await LDAPBench()
    let all = Dictionary(uniqueKeysWithValues: (1...3).map { ("p\($0)", LDAPBench.Values()) })
    await it.say(all)
    let run = try await it.bench.perform(StartLDAPSync())
    try await it.bench.perform(AddAccount(address: Address("p1@example.org"), displayName: "p1"))
    await #expect(throws: conflict) { try await it.bench.perform(StartLDAPSync()) }
    await it.bench.drain()
    let done = try await it.bench.ask(ShowLDAPRun(id: run.id))
    #expect(done.report?.count(.added) == 2 && done.report?.count(.unchanged) == 1)
  }
}
