import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Who was let into somebody's mailbox, and how its owner learns of it.
@Suite(.eachEngine) struct AccessTests {
  private func boss(_ it: RightsBench, because reason: String?) async throws -> Principal {
    try await it.principal(it.boss).coming(from: Origin(address: "192.0.2.7", reason: reason))
  }

  @Test func somebodyElsesAppPasswordNeedsAReason() async throws {
    let it = try await RightsBench()
    let add = AddAppPassword(address: it.ana, name: "phone")
    for reason in [nil, ""] {
      await #expect(throws: invalid) { try await it.bench.plane.perform(add, as: boss(it, because: reason)) }
    }
    #expect(try await it.ask(ListAccesses(address: it.ana), as: it.ana).items == [])
    #expect(try await it.bench.ask(ListAppPasswords(address: it.ana)) == [])
    #expect(try await it.bench.journal().first?.result == .refused)
    _ = try await it.bench.plane.perform(add, as: boss(it, because: "new phone"))
    let access = try #require(try await it.ask(ListAccesses(address: it.ana), as: it.ana).items.first)
    #expect(access.actor == "boss@a.example" && access.reason == "new phone" && access.address == "192.0.2.7")
    #expect(access.action == "appPasswords.add" && access.at == it.bench.clock.now && access.request.contains("phone"))
  }

  @Test func rootOnTheHostIsAskedToo() async throws {
    let it = try await RightsBench()
    await #expect(throws: invalid) {
      try await it.bench.plane.perform(
        AddAppPassword(address: it.ana, name: "phone"), as: .localAdministrator("root"))
    }
  }

  @Test func aPasswordSetBySomebodyElseIsShownWithAndWithoutAReason() async throws {
    let it = try await RightsBench()
    let set = SetPassword(address: it.ana, password: Secret("correct horse"))
    for reason in [nil, "forgotten"] {
      _ = try await it.bench.plane.perform(set, as: boss(it, because: reason))
    }
    let accesses = try await it.ask(ListAccesses(address: it.ana), as: it.ana).items
    #expect(accesses.map(\.reason) == ["forgotten", nil])
    #expect(accesses.allSatisfy { !$0.request.contains("horse") })
  }

  @Test func whatOneDoesOneselfIsNotInTheList() async throws {
    let it = try await RightsBench()
    try await it.perform(AddAppPassword(address: it.boss, name: "phone"), as: it.boss)
    #expect(try await it.ask(ListAccesses(address: it.boss), as: it.boss).items == [])
  }

  @Test func anotherOnesListIsClosed() async throws {
    let it = try await RightsBench()
    await #expect(throws: forbidden) { try await it.ask(ListAccesses(address: it.boss), as: it.ana) }
  }

  @Test func theListIsPagedAndGoesWithTheMailbox() async throws {
    let it = try await RightsBench()
    for name in ["one", "two", "three"] {
      try await it.bench.perform(AddAppPassword(address: it.ana, name: name))
    }
    let first = try await it.bench.ask(ListAccesses(address: it.ana, limit: 2))
    let rest = try await it.bench.ask(ListAccesses(address: it.ana, after: first.next, limit: 2))
    #expect(first.items.count == 2 && rest.items.count == 1 && rest.next == nil)
    try await it.bench.perform(RemoveAccount(address: it.ana))
    try await it.bench.perform(PurgeAccount(address: it.ana))
    #expect(try await it.bench.ask(ListAccesses(address: it.ana)).items == [])
  }

  @Test func theOwnerSeesItOnAPageAsText() async throws {
    let bench = try await SignInBench()
    let browser = Browser(bench, capabilities: [accesses, signIns, sessions])
    try await browser.signIn()
    try await browser.open("/profile/accesses")
    #expect(browser.page.contains("Nobody but you"))
    _ = try await bench.bench.plane.perform(
      AddAppPassword(address: bench.ana, name: "phone"),
      as: .localAdministrator("root").coming(from: Origin(reason: "<script>ticket 17</script>")))
    try await browser.open("/profile/accesses")
    #expect(browser.page.contains("root (local)") && browser.page.contains("made an app password"))
    #expect(browser.page.contains("&lt;script&gt;ticket 17") && !browser.page.contains("<script>ticket"))
  }
}
