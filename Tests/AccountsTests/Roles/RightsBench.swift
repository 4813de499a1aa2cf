import Accounts
import Foundation
import Kernel
import MailModel
import Store
import TestSupport

/// Two domains with people: the usual cast of tests about rights.
///
/// boss@a.example may everything; ana@a.example and luis@a.example, eva@b.example nothing yet.
struct RightsBench {
  let bench: TestBench
  let a: DomainName
  let b: DomainName
  let boss: Address
  let ana: Address
  let luis: Address
  let eva: Address

  init(
    world: World = .unexpected,
    mailSystem: @escaping @Sendable (any Database) throws -> MailSystem = { _ in throw UnexpectedCall("mail system") }
  ) async throws {
    bench = try await TestBench(every, world: world, mailSystem: mailSystem)
    a = try DomainName("a.example")
    b = try DomainName("b.example")
    boss = try Address("boss@a.example")
    ana = try Address("ana@a.example")
    luis = try Address("luis@a.example")
    eva = try Address("eva@b.example")
    for domain in [a, b] { try await bench.perform(AddDomain(domain: domain)) }
    for address in [boss, ana, luis, eva] { try await bench.perform(AddAccount(address: address)) }
    try await bench.perform(AssignRole(address: boss, role: "administrator"))
  }

  func principal(_ address: Address) async throws -> Principal {
    try await bench.plane.store.read { try Rights.principal(of: address, in: $0, at: bench.clock.now) }
  }

  @discardableResult
  func perform<Change: Action>(_ action: Change, as address: Address) async throws -> Change.Outcome {
    try await bench.plane.perform(action, as: principal(address))
  }

  func ask<Question: Query>(_ query: Question, as address: Address) async throws -> Question.Answer {
    try await bench.plane.ask(query, as: principal(address))
  }

  func give(_ address: Address, _ role: String, in domain: DomainName? = nil, until: Date? = nil) async throws {
    try await bench.perform(AssignRole(address: address, role: role, domain: domain, until: until))
  }

  /// A role of the organisation's own.
  func role(_ name: String, allows: [String], denies: [String] = []) async throws {
    try await bench.perform(
      AddRole(
        name: name, allows: allows.map(PermissionPattern.init(_:)), denies: denies.map(PermissionPattern.init(_:))))
  }
}

let forbidden = Fault(.forbidden, en: "", es: "")
let conflict = Fault(.conflict, en: "", es: "")
let invalid = Fault(.invalid, en: "", es: "")
let notFound = Fault(.notFound, en: "", es: "")
