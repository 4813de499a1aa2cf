import Foundation
import Kernel
import MailModel
import Store

/// The directory as it was read, whole, beside the accounts and groups that follow it.
struct LDAPPlan: Sendable {
  /// What of ours follows the directory.
  struct Followers: Sendable {
    var accounts: [FollowedAccount] = []
    var groups: [FollowedGroup] = []

    static func all(in db: any Database) throws -> Followers {
      Followers(accounts: try FollowedAccount.all(in: db), groups: try FollowedGroup.all(in: db))
    }
  }

  /// One thing to be brought to what the directory says.
  enum Step: Sendable {
    case person(DirectoryPerson)
    case gone(FollowedAccount)
    /// First all groups are there, and then their members come: a group may be one.
    case group(DirectoryGroup)
    case members(DirectoryGroup, [Address])
    case goneGroup(FollowedGroup)
  }

  let source: LDAPSource
  /// Entries that cannot be understood.
  private(set) var refused: [LDAPReport.Row] = []
  private(set) var steps: [Step] = []
  /// Accounts whose entries are gone, and groups that would have no member of the directory any more.
  private let gone: [FollowedAccount]
  private let emptied: [FollowedGroup]
  /// Accounts whose entries are disabled since the last time.
  private let disabled: Int
  private let followers: Followers

  init(_ source: LDAPSource, people: [LDAPEntry], groups: [LDAPEntry], _ followers: Followers) {
    self.source = source
    self.followers = followers
    var reading = Reading()
    let persons: [DirectoryPerson] = reading.understand(people, source.attributes)
    let teams: [DirectoryGroup] = reading.understand(groups, source.attributes)
    refused = reading.refused
    gone = followers.accounts.filter { !reading.has($0.key, $0.dn, $0.address) }
    let goneGroups = followers.groups.filter { !reading.has($0.key, $0.dn, $0.address) }
    let active = Set(followers.accounts.filter { !$0.suspended }.map(\.key))
    disabled = persons.count { $0.isDisabled && active.contains($0.name.key) }
    let members = DirectoryMembers(persons, teams, followers)
    emptied = followers.groups.filter { group in
      !group.members.isEmpty && members.of(group.dn).isEmpty
    }
    steps = persons.map(Step.person) + gone.map(Step.gone) + teams.map(Step.group)
    steps += teams.map { Step.members($0, members.of($0.name.dn)) } + goneGroups.map(Step.goneGroup)
  }

  /// Stops what looks like a mistake: a wrong base, a filter, a server that shows us half.
  func requireFewLosses(unless accepted: Int?) throws(Fault) {
    try requireFew(
      gone.count { $0.missing == nil } + disabled, of: followers.accounts.count, unless: accepted,
      Text(
        en: "accounts are disabled in the directory or no longer there",
        es: "cuentas están desactivadas en el directorio o ya no están en él"))
    try requireFew(
      emptied.count, of: followers.groups.count, unless: accepted,
      Text(en: "groups have no member in the directory any more", es: "grupos ya no tienen miembros en el directorio"))
  }

  private func requireFew(_ lost: Int, of count: Int, unless accepted: Int?, _ what: Text) throws(Fault) {
    let limit = accepted ?? min(source.mostLosses, max(1, count * source.mostLossesPercent / 100))
    guard lost > limit else { return }
    throw Fault(
      .conflict,
      en: "\(lost) of \(count) \(what.en), more than the \(limit) that may go at once; nothing was changed",
      es: "\(lost) de \(count) \(what.es), más de los \(limit) que pueden perderse de una vez; no se ha cambiado nada",
      hint: Text(
        en: "look at base and filters; if it is right: palomar ldap sync --losses \(lost)",
        es: "revise base y filtros; si es correcto: palomar ldap sync --losses \(lost)"))
  }
}

/// Entries on their way to be understood. One that is there and is not understood is not gone.
private struct Reading {
  private(set) var refused: [LDAPReport.Row] = []
  private var keys: Set<String> = []
  private var names: Set<String> = []
  private var taken: [Address: String] = [:]

  /// Whether an entry stands for it: the same, or one that was made anew.
  func has(_ key: String, _ dn: String, _ address: Address) -> Bool {
    keys.contains(key) || names.contains(DirectoryName.plain(dn)) || taken[address] != nil
  }

  mutating func understand<Record: DirectoryRecord>(_ entries: [LDAPEntry], _ attributes: LDAPAttributes) -> [Record] {
    entries.compactMap { entry in
      names.insert(DirectoryName.plain(entry.dn))
      do throws(Fault) {
        let record = try Record(entry, attributes)
        try take(record.name)
        return record
      } catch {
        refused.append(.init(dn: entry.dn, address: "", result: .refused, findings: [ImportFinding(error)]))
        return nil
      }
    }
  }

  private mutating func take(_ name: DirectoryName) throws(Fault) {
    keys.insert(name.key)
    if let other = taken[name.address] {
      throw Fault(
        .conflict, en: "\(other) has \(name.address) already", es: "\(other) ya tiene \(name.address)",
        hint: Text(en: "change one of them in the directory", es: "cambie uno de los dos en el directorio"))
    }
    taken[name.address] = name.dn
  }
}

/// Who is in which group, by either side of the membership.
struct DirectoryMembers {
  private var members: [String: Set<Address>] = [:]

  init(_ people: [DirectoryPerson], _ groups: [DirectoryGroup], _ followers: LDAPPlan.Followers) {
    // Whose entry is gone or not understood stays where it was named.
    var addresses = Dictionary(followers.accounts.map { (DirectoryName.plain($0.dn), $0.address) }) { $1 }
    for name in people.map(\.name) + groups.map(\.name) { addresses[DirectoryName.plain(name.dn)] = name.address }
    for group in groups {
      let named = group.members.compactMap { addresses[DirectoryName.plain($0)] }
      members[DirectoryName.plain(group.name.dn), default: []].formUnion(named)
    }
    for (name, groups) in people.map({ ($0.name, $0.groups) }) + groups.map({ ($0.name, $0.groups) }) {
      for group in groups { members[DirectoryName.plain(group), default: []].insert(name.address) }
    }
  }

  func of(_ dn: String) -> [Address] { members[DirectoryName.plain(dn), default: []].sorted() }
}
