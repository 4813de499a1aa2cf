import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@Suite(.eachEngine) struct AppPasswordTests {
  private static var ana: Address { get throws { try Address("ana@example.org") } }

  @Test func isShownOnceAndKeptAsAHash() async throws {
    let bench = try await benchWithAna()
    let made = try await bench.perform(AddAppPassword(address: Self.ana, name: "phone"))
    #expect(made.secret.value.wholeMatch(of: #/([a-z2-9]{4}-){6}[a-z2-9]{4}/#) != nil)
    let hash = try await bench.plane.store.read { try $0.value("SELECT hash FROM app_password", as: String.self) }
    #expect(hash?.hasPrefix("{SSHA512}") == true)
    for entry in try await bench.journal() {
      let texts = [entry.request, entry.after]
      #expect(texts.allSatisfy { !$0.contains(made.secret.value) && !$0.contains("SSHA512") })
    }
  }

  @Test func eachIsAnother() async throws {
    let bench = try await benchWithAna()
    let first = try await bench.perform(AddAppPassword(address: Self.ana, name: "phone"))
    let second = try await bench.perform(AddAppPassword(address: Self.ana, name: "tablet"))
    #expect(first.secret != second.secret)
    #expect(try await bench.ask(ListAppPasswords(address: Self.ana)).map(\.name) == ["phone", "tablet"])
  }

  @Test func refusesASecondOfThatName() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddAppPassword(address: Self.ana, name: "phone"))
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(AddAppPassword(address: Self.ana, name: "phone"))
    }
  }

  @Test func refusesOneThatWouldOpenNothing() async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.invalid, en: "", es: "")) {
      try await bench.perform(AddAppPassword(address: Self.ana, name: "phone", protocols: Protocols("none")))
    }
    await #expect(throws: Fault(.invalid, en: "", es: "")) {
      try await bench.perform(AddAppPassword(address: Self.ana, name: "phone", expires: bench.clock.now))
    }
  }

  @Test func itsRemovalEndsSessions() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(
        AddAppPassword(
          address: Self.ana, name: "phone", protocols: Protocols("imap"), networks: [Network("192.0.2.0/24")]))
      await bench.drain()
      #expect(
        try place.accounts("SELECT name || ' ' || protocols || ' ' || networks FROM app_password")
          == ["phone imap 192.0.2.0/24"])
      try await bench.perform(RemoveAppPassword(address: Self.ana, name: "phone"))
      await bench.drain()
      #expect(place.calls.withLock { $0.last } == "account.forget ana@example.org true")
      #expect(try place.accounts("SELECT name FROM app_password").isEmpty)
    }
  }

  @Test func itsEndIsFollowed() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(
        AddAppPassword(address: Self.ana, name: "phone", expires: bench.clock.now.addingTimeInterval(3_600)))
      await bench.drain()
      #expect(place.calls.withLock { $0.last } != "account.forget ana@example.org true")
      bench.clock.advance(by: 3_600)
      await bench.drain()
      #expect(place.calls.withLock { $0.last } == "account.forget ana@example.org true")
    }
  }

  @Test func goesWithItsAccount() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddAppPassword(address: Self.ana, name: "phone"))
    try await bench.perform(PurgeAccount(address: Self.ana))
    #expect(
      try await bench.plane.store.read { try $0.value("SELECT COUNT(*) FROM app_password", as: Int.self) } == 0)
  }
}
