import Foundation
import Kernel
import MailModel
import Store

package struct AddGroup: Action {
  package static let name = "groups.add"
  package static let route = Route.post("groups")
  package static let permission: Permission = "groups.add"
  package static let summary = Text(en: "Adds a group.", es: "Añade un grupo.")
  package var address: Address
  package var displayName: String?
  /// Whose mail it takes; that of its members when nobody says.
  package var posting: Group.Posting?
  /// Who may write to it besides.
  package var posters: [Address]?
  /// Whether other mail waits for its owners instead of being refused; not when nobody says.
  package var moderated: Bool?
  package var scope: Scope { .domain(address.domain) }

  package init(
    address: Address, displayName: String? = nil, posting: Group.Posting? = nil, posters: [Address]? = nil,
    moderated: Bool? = nil
  ) {
    self.address = address
    self.displayName = displayName
    self.posting = posting
    self.posters = posters
    self.moderated = moderated
  }

  package func perform(in work: Work) throws -> Group {
    _ = try Domain.existing(address.domain, in: work.db)
    try Group.requireFree(address, in: work.db)
    let group = Group(
      address: address, name: try AddAccount.checked(displayName ?? ""), posting: posting ?? .members,
      posters: try Group.checked(posters ?? []), created: work.now, moderated: moderated ?? false)
    try group.requireSomebodyToModerate()
    try group.save(in: work.db)
    try Domain.requireRoom(address.domain, in: work.db)
    try work.publish(.group, address.text)
    return group
  }
}

/// Changes what is given and leaves the rest.
package struct ChangeGroup: Action {
  package static let name = "groups.change"
  package static let route = Route.put("groups/{address}")
  package static let permission: Permission = "groups.change"
  package static let summary = Text(en: "Changes a group.", es: "Modifica un grupo.")
  package var address: Address
  package var displayName: String?
  package var posting: Group.Posting?
  package var posters: [Address]?
  package var moderated: Bool?
  package var scope: Scope { .account(address) }

  package init(
    address: Address, displayName: String? = nil, posting: Group.Posting? = nil, posters: [Address]? = nil,
    moderated: Bool? = nil
  ) {
    self.address = address
    self.displayName = displayName
    self.posting = posting
    self.posters = posters
    self.moderated = moderated
  }

  package func perform(in work: Work) throws -> Group {
    let before = try Group.existing(address, in: work.db)
    var group = before
    if let displayName { group.name = try AddAccount.checked(displayName) }
    if let posting { group.posting = posting }
    if let posters { group.posters = try Group.checked(posters) }
    if let moderated { group.moderated = moderated }
    try group.requireSomebodyToModerate()
    guard group != before else { return group }
    try work.record(before: before)
    try group.save(in: work.db)
    try work.publish(.group, address.text)
    return group
  }
}

/// Removes a group; its members lose nothing else.
package struct RemoveGroup: Action {
  package static let name = "groups.remove"
  package static let route = Route.delete("groups/{address}")
  package static let permission: Permission = "groups.remove"
  package static let summary = Text(en: "Removes a group.", es: "Elimina un grupo.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Group {
    let group = try Group.existing(address, in: work.db)
    try work.requireNoOwnRole(over: address, whenLeaving: true)
    try Membership.requireNone(of: address, in: work.db)
    try HeldPost.requireNone(of: address, in: work.db)
    if let alias = try Alias.pointing(at: address, in: work.db).first {
      throw Fault(
        .conflict, en: "the alias \(alias) still points to \(address)", es: "el alias \(alias) aún apunta a \(address)",
        hint: Text(
          en: "remove the alias or point it elsewhere first", es: "elimine antes el alias o cámbiele el destino"))
    }
    try work.record(before: GroupAndMembers(of: group, in: work.db))
    try RoleAssignment.end(AssignmentFilter(scope: .account(address)), in: work)
    try RoleAssignment.end(AssignmentFilter(scope: .group(address)), in: work)
    try group.delete(from: work.db)
    try work.publish(.group, address.text)
    return group
  }
}

/// What the journal keeps of a group that goes.
private struct GroupAndMembers: Encodable {
  var group: Group
  var members: [Membership]

  init(of group: Group, in db: any Database) throws {
    self.group = group
    members = try Membership.list(of: group.address, limit: .max, in: db)
  }
}

package struct ListGroups: DomainQuery {
  package static let name = "groups.list"
  package static let route = Route.get("groups")
  package static let permission: Permission = "groups.read"
  package static let summary = Text(en: "Lists groups, page by page.", es: "Enumera los grupos por páginas.")
  package var domain: DomainName?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(domain: DomainName? = nil, after: String? = nil, limit: QueryNumber? = nil) {
    self.domain = domain
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Group> {
    let size = Page<Group>.size(limit)
    return Page(rows: try Group.list(within: visible, after: after, limit: size + 1, in: db), limit: size) {
      $0.address.text
    }
  }
}

package struct ShowGroup: Query {
  package static let name = "groups.show"
  package static let route = Route.get("groups/{address}")
  package static let permission: Permission = "groups.read"
  package static let summary = Text(en: "Shows one group.", es: "Muestra un grupo.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> GroupInFull {
    let group = try Group.existing(address, in: db)
    return GroupInFull(
      group: group, members: try Membership.count(of: address, in: db), owners: try group.owners(in: db))
  }
}

/// A group, how many are in it, and who looks after it.
package struct GroupInFull: Codable, Hashable, Sendable {
  package var group: Group
  package var members: Int
  package var owners: [Address]
}

extension Group.Posting {
  /// As the command line and the service file have it.
  init(parsing text: String) throws(Fault) {
    guard let posting = Group.Posting(rawValue: text) else {
      let known = Group.Posting.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault(
        .invalid, en: "a group takes no mail from “\(text.prefix(40))”",
        es: "un grupo no acepta correo de «\(text.prefix(40))»",
        hint: Text(en: "one of: \(known)", es: "uno de: \(known)"), field: "posting")
    }
    self = posting
  }
}

extension Group {
  static func taken(_ address: Address) -> Fault {
    Fault(
      .conflict, en: "there is a group \(address) already", es: "ya existe el grupo \(address)",
      hint: Text(
        en: "remove it first: palomar group remove \(address)", es: "elimínelo antes: palomar group remove \(address)"),
      field: "address")
  }

  fileprivate static func requireFree(_ address: Address, in db: any Database) throws {
    guard !address.local.contains("+") else {
      throw Fault(
        .invalid, en: "“\(address)” has a + in its name", es: "«\(address)» lleva un + en el nombre",
        hint: Text(
          en: "what follows a + is a detail that every address has by itself",
          es: "lo que sigue a un + es un detalle que toda dirección tiene de por sí"), field: "address")
    }
    guard try Group.find(address, in: db) == nil else { throw taken(address) }
    // A removed account leaves its address to a group, as it does to an alias.
    let isAccount = try Account.find(address, in: db).map { $0.removed == nil } ?? false
    guard try !isAccount && Alias.find(address, in: db) == nil else {
      throw Fault(
        .conflict, en: "\(address) is an account or an alias", es: "\(address) es una cuenta o un alias",
        hint: Text(en: "choose another address for the group", es: "elija otra dirección para el grupo"),
        field: "address")
    }
  }

  /// Who may write freely is never held: in a group that takes mail from anyone there is nobody to hold.
  fileprivate func requireSomebodyToModerate() throws {
    guard moderated, posting == .anyone else { return }
    throw Fault(
      .invalid, en: "\(address) takes mail from anyone: there is nothing to moderate",
      es: "\(address) acepta correo de cualquiera: no hay nada que moderar",
      hint: Text(
        en: "let only members, people of the domain or named senders write freely",
        es: "deje escribir libremente solo a miembros, a personas del dominio o a remitentes nombrados"),
      field: "moderated")
  }

  /// So many may be named; whole departments belong into the group, or into a rule.
  private static let mostPosters = 200

  fileprivate static func checked(_ posters: [Address]) throws -> [Address] {
    guard posters.count <= mostPosters else {
      throw Fault(
        .invalid, en: "at most \(mostPosters) senders can be named", es: "pueden nombrarse \(mostPosters) remitentes",
        hint: Text(en: "make them members, or open the group", es: "hágalos miembros, o abra el grupo"),
        field: "posters")
    }
    return Set(try posters.map { try $0.withoutDetail }).sorted { $0.text < $1.text }
  }
}
