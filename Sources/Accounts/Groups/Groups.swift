import Foundation
import Kernel
import MailModel
import Surface

/// Addresses whose mail goes to many, with rules about who may write to them.
package let groups = Capability(
  "groups",
  migrations: [
    Group.migration, ProvisionedGroup.migration, Group.moderation, HeldPost.migration, FollowedGroup.migration,
  ],
  doors: [
    .action(AddGroup.self), .action(ChangeGroup.self), .action(RemoveGroup.self), .action(AddGroupOwner.self),
    .action(RemoveGroupOwner.self), .query(ListGroups.self), .query(ShowGroup.self),
  ],
  documentSection: groupSection,
  commands: [GroupCommand.self],
  pages: GroupsPage.pages + GroupPage.pages
)

/// Who is in which group; after the aliases, which may be members themselves.
package let memberships = Capability(
  "memberships",
  doors: [.action(JoinGroup.self), .action(LeaveGroup.self), .query(ListMembers.self)],
  jobs: [JobKind(EndMemberships.self)],
  schedules: [Schedule(every: EndMemberships.interval, EndMemberships())],
  documentSection: membershipSection
)

/// `groups:` of the service file.
let groupSection = DocumentSection(
  key: "groups",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["address"],
      "properties": {"address": {"type": "string"}, "name": {"type": "string"},
        "posting": {"enum": ["anyone", "members", "domain", "listed"]},
        "posters": {"type": "array", "items": {"type": "string"}}, "moderated": {"enum": ["yes", "no"]}}}}
    """,
  export: { db in
    .list(
      try Group.list(within: .everything, after: nil, limit: .max, in: db).map { group in
        .fields([
          "address": .text(group.address.text), "name": .text(group.name), "posting": .text(group.posting.rawValue),
          "posters": .list(group.posters.map { .text($0.text) }), "moderated": .text(group.moderated ? "yes" : "no"),
        ])
      })
  },
  changes: { node, db in
    let groups = try Group.list(within: .everything, after: nil, limit: .max, in: db)
    var present = Dictionary(uniqueKeysWithValues: groups.map { ($0.address, $0) })
    var changes: [DocumentChange] = []
    for line in try node.list() {
      let wanted = try AddGroup(line)
      guard let before = present.removeValue(forKey: wanted.address) else {
        changes.append(DocumentChange(.add, "group \(wanted.address)", wanted))
        continue
      }
      let posters = wanted.posters.map(Set.init) ?? []
      let isSame =
        before.name == wanted.displayName ?? "" && before.posting == wanted.posting ?? .members
        && Set(before.posters) == posters && before.moderated == wanted.moderated ?? false
      guard !isSame else { continue }
      let change = ChangeGroup(
        address: wanted.address, displayName: wanted.displayName ?? "", posting: wanted.posting ?? .members,
        posters: posters.sorted(), moderated: wanted.moderated ?? false)
      changes.append(DocumentChange(.change, "group \(wanted.address)", change))
    }
    return changes + present.keys.sorted().map { DocumentChange(.remove, "group \($0)", RemoveGroup(address: $0)) }
  }
)

extension AddGroup {
  fileprivate init(_ line: DocumentNode) throws {
    let fields = try line.fields(["address", "name", "posting", "posters", "moderated"])
    guard let address = try fields["address"]?.value(Address.init(_:)) else {
      throw line.fault(en: "a group needs an address", es: "un grupo necesita address")
    }
    self.init(
      address: address, displayName: try fields["name"]?.text(),
      posting: try fields["posting"]?.value(Group.Posting.init(parsing:)),
      posters: try fields["posters"]?.list().map { try $0.value(Address.init(_:)) },
      moderated: try fields["moderated"]?.value(YesOrNo.parse))
  }
}

/// `memberships:` of the service file: each group with those who are in it.
let membershipSection = DocumentSection(
  key: "memberships",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["group", "member"],
      "properties": {"group": {"type": "string"}, "member": {"type": "string"},
        "until": {"type": "string"}}}}
    """,
  export: { db in
    .list(
      try Membership.all(in: db).map { membership in
        let (group, member) = (membership.group.text, membership.member.text)
        guard let until = membership.until else { return .fields(["group": .text(group), "member": .text(member)]) }
        return .fields(["group": .text(group), "member": .text(member), "until": .text(Day.text(until))])
      })
  },
  changes: { node, db in
    var present = Dictionary(uniqueKeysWithValues: try Membership.all(in: db).map { ([$0.group, $0.member], $0) })
    var changes: [DocumentChange] = []
    for line in try node.list() {
      let join = try JoinGroup(line)
      let before = present.removeValue(forKey: [join.address] + join.members)
      let isSame = before.map { $0.until.map(Day.text) == join.until.map(Day.text) } ?? false
      guard !isSame else { continue }
      let members = join.members.map(\.text).joined()
      changes.append(DocumentChange(before == nil ? .add : .change, "member \(members) of \(join.address)", join))
    }
    let left = present.values.sorted { ($0.group, $0.member) < ($1.group, $1.member) }
    return changes
      + left.map {
        DocumentChange(
          .remove, "member \($0.member) of \($0.group)", LeaveGroup(address: $0.group, member: $0.member))
      }
  }
)

extension JoinGroup {
  fileprivate init(_ line: DocumentNode) throws {
    let fields = try line.fields(["group", "member", "until"])
    guard let group = try fields["group"]?.value(Address.init(_:)),
      let member = try fields["member"]?.value(Address.init(_:))
    else { throw line.fault(en: "a membership needs group and member", es: "una pertenencia necesita group y member") }
    self.init(address: group, members: [member], until: try fields["until"]?.value(Day.parse))
  }
}
