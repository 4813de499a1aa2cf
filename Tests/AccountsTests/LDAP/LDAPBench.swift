import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// A directory that says what the test says, and accounts and groups that follow it.
final class LDAPBench: Sendable {
  typealias Values = [String: [String]]

  static let every = ImportBench.every + [ldap]

  let bench: TestBench
  private let said: Said

  /// What the directory answers next.
  private actor Said {
    var people: Result<[LDAPEntry], Fault> = .success([])
    var groups: [LDAPEntry] = []

    func set(_ people: Result<[LDAPEntry], Fault>, _ groups: [LDAPEntry]) {
      (self.people, self.groups) = (people, groups)
    }
  }

  init() async throws {
    let said = Said()
    self.said = said
    var world = World.unexpected
    world.ldap = LDAPClient { _, search in
      if search.filter.contains("groupOfNames") { return await said.groups }
      return try await said.people.get()
    }
    bench = try await TestBench(Self.every, world: world)
    try await bench.perform(AddDomain(domain: DomainName("example.org")))
    try await set { $0.base = "dc=example,dc=org" }
  }

  func set(_ change: (inout SetLDAP) -> Void) async throws {
    var settings = SetLDAP()
    (settings.uri, settings.everyMinutes) = ("ldap://127.0.0.1", 0)
    change(&settings)
    try await bench.perform(settings)
  }

  private static func entries(_ named: [String: Values]) -> [LDAPEntry] {
    named.sorted { $0.key < $1.key }.map { name, values in
      let all = ["entryUUID": ["key-\(name)"], "mail": ["\(name)@example.org"], "cn": [name]].merging(values) { $1 }
      return LDAPEntry(dn: "cn=\(name),dc=example", values: all.mapValues { $0.map { Data($0.utf8) } })
    }
  }

  /// What the directory says from now on.
  func say(_ people: [String: Values], groups: [String: [String]] = [:]) async {
    let teams = groups.mapValues { ["member": $0.map { "CN=\($0),dc=example" }] }
    await said.set(.success(Self.entries(people)), Self.entries(teams))
  }

  func fail(_ fault: Fault) async { await said.set(.failure(fault), []) }

  @discardableResult
  func sync(_ people: [String: Values], groups: [String: [String]] = [:], losses: Int? = nil) async throws -> LDAPRun {
    await say(people, groups: groups)
    return try await sync(losses: losses)
  }

  @discardableResult
  func sync(losses: Int? = nil) async throws -> LDAPRun {
    let run = try await bench.perform(StartLDAPSync(losses: losses))
    await bench.drain()
    bench.clock.advance(by: 1)
    return try await bench.ask(ShowLDAPRun(id: run.id))
  }

  func preview(_ people: [String: Values], groups: [String: [String]] = [:]) async throws -> LDAPReport {
    await say(people, groups: groups)
    return try await bench.inspect(PreviewLDAP())
  }

  func account(_ name: String) async throws -> Account {
    try await bench.ask(ShowAccount(address: Address("\(name)@example.org")))
  }

  func standing(_ name: String) async throws -> Account.Standing {
    try await account(name).standing(at: bench.clock.now)
  }

  func members(_ group: String) async throws -> [String] {
    try await bench.ask(ListMembers(address: Address("\(group)@example.org"))).items.map(\.member.local)
  }
}
