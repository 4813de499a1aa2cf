import Foundation
import Kernel
import MailModel
import Store

/// What an organisation does when somebody leaves, in one transaction: the person is out of all groups, has no role and no
/// token, cannot sign in, and the account is removed, which can be undone for a while. Mail goes to a successor, if there
/// is one, also that of the aliases that lead to the account.
///
/// With a day to come it all happens then. Dates of account and memberships are set at once, so that they hold even if
/// nothing of ours runs that day.
package struct LeaveAccount: Action {
  package static let name = "accounts.leave"
  package static let route = Route.post("accounts/{address}/departure")
  package static let permission: Permission = "accounts.leave"
  package static let summary = Text(
    en: "Does all that is to be done when somebody leaves.", es: "Hace todo lo que toca cuando alguien se va.")
  package var address: Address
  /// When; now when nobody says.
  package var day: Date?
  /// Who gets the mail from then on, and may send as the one who left.
  package var successor: Address?
  /// How long the account can be restored.
  package var keepDays: QueryNumber?
  package var scope: Scope { .account(address) }

  package init(address: Address, day: Date? = nil, successor: Address? = nil, keepDays: QueryNumber? = nil) {
    self.address = address
    self.day = day
    self.successor = successor
    self.keepDays = keepDays
  }

  package func perform(in work: Work) throws -> Departure {
    let account = try Account.present(address, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    let departure = try Departure(of: address, to: successor, on: day, in: work.db)
    try work.record(before: account)
    try work.withdraw(key: Departure.key(of: address))
    guard let day, day > work.now else {
      try carryOut(departure, in: work)
      return departure
    }
    // Rights may change meanwhile; what is decided now stands.
    try work.plan(for: day) { try carryOut(departure, in: $0) }
    try work.perform(ExpireAccount(address: address, from: account.validFrom, until: day))
    for group in departure.groups {
      try work.perform(JoinGroup(address: group, members: [address], until: day))
    }
    try work.enqueue(
      CarryOutDeparture(address: address, successor: successor, keepDays: keepDays?.value, planned: departure),
      key: Departure.key(of: address), at: day)
    return departure
  }

  private func carryOut(_ departure: Departure, in work: Work) throws {
    for group in departure.groups { try work.perform(LeaveGroup(address: group, member: address)) }
    for alias in departure.aliases {
      let others = try Alias.existing(alias, in: work.db).targets.filter { $0 != address && $0 != successor }
      try work.perform(ChangeAlias(address: alias, targets: others + [successor].compactMap { $0 }))
    }
    for domain in departure.catchAlls {
      if let successor, try Account.find(successor.withoutDetail, in: work.db)?.removed == .some(nil) {
        try work.perform(SetCatchAll(domain: domain, target: successor))
      } else {
        try work.perform(RemoveCatchAll(domain: domain))
      }
    }
    try Administrators.keepingOne(in: work) {
      try RoleAssignment.end(AssignmentFilter(account: address), in: work)
      try Token.end(of: address, in: work)
    }
    try work.perform(RemoveAccount(address: address, keepDays: keepDays))
    if let successor { try work.perform(AddAlias(address: address, targets: [successor])) }
  }
}

/// Takes a planned departure back: the dates that it set, and what was to happen.
package struct StayAccount: Action {
  package static let name = "accounts.stay"
  package static let route = Route.delete("accounts/{address}/departure")
  package static let permission: Permission = "accounts.leave"
  package static let summary = Text(en: "Takes a planned departure back.", es: "Anula una salida prevista.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Account {
    let account = try Account.present(address, in: work.db)
    guard try work.withdraw(key: Departure.key(of: address)), let day = account.validUntil else {
      throw Fault(
        .notFound, en: "no departure of \(address) is planned", es: "no hay prevista ninguna salida de \(address)",
        field: "address")
    }
    for membership in try Membership.list(ofMember: address, in: work.db) where membership.until == day {
      try work.perform(JoinGroup(address: membership.group, members: [address]))
    }
    return try work.perform(ExpireAccount(address: address, from: account.validFrom, until: nil))
  }
}

/// What a departure takes away and passes on.
package struct Departure: Codable, Hashable, Sendable {
  package var address: Address
  /// `nil` is at once.
  package var day: Date?
  package var successor: Address?
  /// That it is a member of.
  package var groups: [Address]
  /// That lead to it, and lead to the successor from then on.
  package var aliases: [Address]
  /// Whose unknown addresses lead to it; to the successor from then on, if that is an account, or to nobody.
  package var catchAlls: [DomainName]
  package var roles: [String]

  init(of address: Address, to successor: Address?, on day: Date?, in db: any Database) throws {
    if let successor {
      try Alias.requireKnown(successor, field: "successor", in: db)
      guard successor != address else {
        throw Fault(
          .invalid, en: "nobody is one's own successor", es: "nadie se sucede a sí mismo", field: "successor")
      }
    }
    self.address = address
    self.day = day
    self.successor = successor
    groups = try Membership.list(ofMember: address, in: db).map(\.group)
    aliases = try Alias.pointing(at: address, in: db)
    catchAlls = try CatchAll.domains(caughtBy: address, in: db)
    roles = try RoleAssignment.list(AssignmentFilter(account: address), in: db).map { "\($0.role) (\($0.scope))" }
    guard successor == nil else { return }
    for alias in aliases where try Alias.find(alias, in: db)?.targets == [address] {
      throw Fault(
        .conflict, en: "the alias \(alias) leads to \(address) alone", es: "el alias \(alias) solo lleva a \(address)",
        hint: Text(
          en: "name a successor, or remove the alias first", es: "indique quién le sucede, o elimine antes el alias"),
        field: "successor")
    }
  }

  /// Where there is a two-person rule, no more ends by itself than stood in the plan: nobody has agreed to the rest.
  func requireNoMore(in db: any Database) throws {
    guard try !ApprovalRule.all(in: db).isEmpty else { return }
    let now = try Departure(of: address, to: successor, on: nil, in: db)
    let more =
      Set(now.groups).subtracting(groups).sorted().map(\.text)
      + Set(now.aliases).subtracting(aliases).sorted().map(\.text) + Set(now.roles).subtracting(roles).sorted()
    guard !more.isEmpty else { return }
    let names = more.joined(separator: ", ")
    throw Fault(
      .conflict, en: "\(address) has more to leave than stood in the plan: \(names)",
      es: "\(address) tiene más que dejar de lo que figuraba en el plan: \(names)",
      hint: Text(
        en: "have it leave now, as things stand: palomar account leave \(address)",
        es: "que se vaya ahora, tal como está todo: palomar account leave \(address)"), field: "address")
  }

  static func key(of address: Address) -> String { "\(LeaveAccount.name) \(address)" }
}

/// Does on the day what was decided before.
struct CarryOutDeparture: Job {
  static let name = "accounts.depart"
  var address: Address
  var successor: Address?
  var keepDays: Int?
  /// What there was to leave when it was planned.
  var planned: Departure?

  func run(with plane: ControlPlane) async throws {
    // Somebody may have removed it meanwhile.
    guard try await plane.store.read({ try Account.find(address, in: $0)?.removed == nil }) else { return }
    if let planned { try await plane.store.read { try planned.requireNoMore(in: $0) } }
    let leave = LeaveAccount(address: address, successor: successor, keepDays: keepDays.map { QueryNumber($0) })
    _ = try await plane.perform(leave, as: .system(Self.name))
  }
}

package struct ShowDeparture: Query {
  package static let name = "accounts.departure"
  package static let route = Route.get("accounts/{address}/departure")
  package static let permission: Permission = "accounts.read"
  package static let summary = Text(
    en: "Shows what would end and pass on if somebody left.",
    es: "Muestra qué terminaría y pasaría a otro si alguien se fuera.")
  package var address: Address
  package var successor: Address?
  package var scope: Scope { .account(address) }

  package init(address: Address, successor: Address? = nil) {
    self.address = address
    self.successor = successor
  }

  package func answer(from db: any Database) throws -> Departure {
    _ = try Account.present(address, in: db)
    return try Departure(of: address, to: successor, on: nil, in: db)
  }
}
