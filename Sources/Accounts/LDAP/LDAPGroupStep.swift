import Foundation
import Kernel
import MailModel
import Store

/// Groups: made and named as in the directory, with its members beside those who were taken in here.
extension LDAPPlan {
  func follow(_ group: DirectoryGroup, in work: Work) throws -> LDAPReport.Row? {
    let name = group.name
    try name.requireSameAddress(FollowedGroup.find(key: name.key, in: work.db)?.address)
    var result: LDAPReport.Result?
    if let present = try Group.find(name.address, in: work.db) {
      if let displayName = name.displayName, displayName != present.name {
        try work.carryOut(ChangeGroup(address: name.address, displayName: displayName))
        result = .changed
      }
    } else {
      try work.carryOut(AddGroup(address: name.address, displayName: name.displayName))
      result = .added
    }
    let before = try FollowedGroup.find(name.address, in: work.db)
    let followed = FollowedGroup(address: name.address, key: name.key, dn: name.dn, members: before?.members ?? [])
    if followed != before { try followed.save(in: work.db) }
    return result.map { name.row($0) }
  }

  func fill(_ group: DirectoryGroup, with members: [Address], in work: Work) throws -> LDAPReport.Row? {
    // One that could not be made has been told of.
    guard var followed = try FollowedGroup.find(group.name.address, in: work.db) else { return nil }
    let before = followed
    let lost = followed.members.subtracting(members).sorted()
    try leave(lost, of: followed.address, in: work)
    let present = Set(try Membership.list(of: followed.address, limit: .max, in: work.db).map(\.member))
    let missing = members.filter { !present.contains($0) }
    let findings = try join(missing, to: followed.address, in: work)
    let now = Set(try Membership.list(of: followed.address, limit: .max, in: work.db).map(\.member))
    followed.members = now.intersection(members)
    if followed != before { try followed.save(in: work.db) }
    let isChanged = !lost.isEmpty || now != present
    return group.name.row(isChanged ? .changed : findings.isEmpty ? .unchanged : .refused, findings)
  }

  /// People together, groups one by one: what is wrong with one of them keeps no other out.
  private func join(_ members: [Address], to group: Address, in work: Work) throws -> [ImportFinding] {
    let nested = Set(try Group.among(Set(members), in: work.db))
    let people = try members.filter { member in
      try !nested.contains(member) && Account.find(member, in: work.db).map { $0.removed == nil } == true
    }
    var findings: [ImportFinding] = []
    for part in people.slices().map(Array.init) + nested.sorted().map({ [$0] }) {
      do {
        try work.db.attempt { db in
          let part = (Work(db: db, now: work.now, principal: work.principal), part)
          try part.0.carryOut(JoinGroup(address: group, members: part.1))
        }
      } catch let fault as Fault {
        findings.append(ImportFinding(fault))
      }
    }
    return findings
  }

  private func leave(_ members: [Address], of group: Address, in work: Work) throws {
    for member in members where try Membership.find(member, of: group, in: work.db) != nil {
      try work.carryOut(LeaveGroup(address: group, member: member))
    }
  }

  /// Whom it has from the directory leaves; the group stays, with whoever was taken in here, since only people know who
  /// still writes to it.
  func lose(_ followed: FollowedGroup, in work: Work) throws -> LDAPReport.Row {
    try leave(followed.members.sorted(), of: followed.address, in: work)
    try followed.release(in: work.db)
    let finding = ImportFinding(
      Text(en: "the group is no longer in the directory", es: "el grupo ya no está en el directorio"),
      hint: Text(
        en: "if nobody needs it: palomar group remove \(followed.address)",
        es: "si nadie lo necesita: palomar group remove \(followed.address)"))
    return .init(dn: followed.dn, address: followed.address.text, result: .changed, findings: [finding])
  }
}
