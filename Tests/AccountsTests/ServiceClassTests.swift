import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@Suite(.eachEngine) struct ServiceClassTests {
  private static var ana: Address { get throws { try Address("ana@example.org") } }

  @Test func itsValuesAreItsAccounts() async throws {
    let bench = try await benchWithPupil()
    let service = try await bench.ask(ShowService(address: Self.ana))
    let (half, spoken) = (try ByteCount("500M"), try Protocols("imap, submission"))
    #expect(service.quota.value == half && service.quota.from == .serviceClass)
    #expect(service.protocols.value == spoken && service.protocols.from == .serviceClass)
    #expect(service.forwards.value == false && service.forwards.from == .serviceClass)
    try await bench.perform(ChangeClass(name: "pupils", quota: ByteCount("1G")))
    #expect(try await bench.ask(ShowService(address: Self.ana)).quota.value?.description == "1G")
  }

  @Test func anAccountDiffersForAReason() async throws {
    let bench = try await benchWithPupil()
    var change = ChangeAccount(address: try Self.ana, quota: try ByteCount("5G"))
    await #expect(throws: Fault(.invalid, en: "", es: "")) { try await bench.perform(change) }
    change.reason = "archives"
    try await bench.perform(change)
    let service = try await bench.ask(ShowService(address: Self.ana))
    let more = try ByteCount("5G")
    #expect(service.quota.value == more && service.quota.from == .override)
    #expect(service.protocols.from == .serviceClass && service.overrideReason == "archives")
    try await bench.perform(AssignClass(address: Self.ana, serviceClass: "pupils"))
    #expect(try await bench.ask(ShowService(address: Self.ana)).quota.from == .serviceClass)
  }

  @Test func whoLeavesItKeepsItsValues() async throws {
    let bench = try await benchWithPupil()
    try await bench.perform(AssignClass(address: Self.ana, serviceClass: nil))
    let service = try await bench.ask(ShowService(address: Self.ana))
    let half = try ByteCount("500M")
    #expect(service.quota.value == half && service.quota.from == .account)
    #expect(service.forwards.value == false && service.forwards.from == .account)
  }

  @Test func staysWhileSomebodyHasIt() async throws {
    let bench = try await benchWithPupil()
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(RemoveClass(name: "pupils")) }
    try await bench.perform(AssignClass(address: Self.ana, serviceClass: nil))
    try await bench.perform(RemoveClass(name: "pupils"))
    #expect(try await bench.ask(ListClasses()).isEmpty)
  }

  @Test(arguments: ["", "Pupils", "-x", "a b", "á", String(repeating: "x", count: 41)])
  func refusesANameThatDoesNotFit(_ name: String) async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.invalid, en: "", es: "")) { try await bench.perform(AddClass(name: name)) }
  }

  @Test func refusesAProtocolThatNobodyKnows() {
    #expect(throws: Fault(.invalid, en: "", es: "")) { try Protocols("imap, gopher") }
  }

  @Test func reachesTheMailDirectoryAndEndsSessionsThatItNoLongerAllows() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(AddClass(name: "pupils", quota: ByteCount("500M"), forwards: false))
      try await bench.perform(AssignClass(address: Self.ana, serviceClass: "pupils"))
      await bench.drain()
      #expect(
        try place.accounts("SELECT quota_bytes || ' ' || protocols || ' ' || forwards FROM account")
          == ["524288000 imap pop3 managesieve submission 0"])
      try await bench.perform(ChangeClass(name: "pupils", quota: ByteCount("1G")))
      await bench.drain()
      #expect(place.calls.withLock { $0.last } == "account.forget ana@example.org false")
      try await bench.perform(ChangeClass(name: "pupils", protocols: Protocols("imap")))
      await bench.drain()
      #expect(place.calls.withLock { $0.last } == "account.forget ana@example.org true")
      #expect(try place.routing("SELECT sending FROM mailbox") == ["0"])
    }
  }

  private func benchWithPupil() async throws -> TestBench {
    let bench = try await benchWithAna()
    try await bench.perform(
      AddClass(name: "pupils", quota: ByteCount("500M"), protocols: Protocols("imap,submission"), forwards: false))
    try await bench.perform(AssignClass(address: Self.ana, serviceClass: "pupils"))
    return bench
  }
}
