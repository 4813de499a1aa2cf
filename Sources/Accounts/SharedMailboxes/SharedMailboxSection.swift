import Foundation
import Kernel
import MailModel
import Store

/// `shared:` of the service file: shared mailboxes, each with who has access to it.
let sharedSection = DocumentSection(
  key: "shared",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["address"], "properties": {
      "address": {"type": "string"}, "name": {"type": "string", "maxLength": 200},
      "quota": {"type": "string", "examples": ["5G"]}, "sent": {"enum": ["sender", "shared", "both"]},
      "members": {"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["member", "rights"], "properties": {"member": {"type": "string"},
          "rights": {"type": "string", "examples": ["read", "manage send-as"]},
          "until": {"type": "string", "examples": ["2027-01-01"]}}}}}}}
    """,
  export: { db in .list(try SharedLine.all(in: db).filter { !$0.isRemoved }.map(\.node)) },
  changes: { node, db in
    let present = Dictionary(uniqueKeysWithValues: try SharedLine.all(in: db).map { ($0.address, $0) })
    let wanted = try node.list().map { try SharedLine($0) }
    let kept = Set(wanted.map(\.address))
    let gone = present.keys.sorted().filter { !kept.contains($0) && present[$0]?.isRemoved == false }
    return try wanted.flatMap { try $0.changes(from: present[$0.address]) }
      + gone.map { DocumentChange(.remove, "shared mailbox \($0)", RemoveAccount(address: $0)) }
  }
)

/// One shared mailbox as the service file has it.
struct SharedLine {
  struct Member: Hashable {
    var rights: MailboxRights
    /// To the second, as the file has it.
    var until: String?
  }

  let address: Address
  let name: String
  let quota: ByteCount?
  let sent: SentPlacement
  let members: [Address: Member]
  let isRemoved: Bool

  init(_ account: Account, in db: any Database) throws {
    address = account.address
    name = account.displayName
    quota = account.quota
    sent = account.sharedSent ?? .shared
    members = try Dictionary(
      uniqueKeysWithValues: MailboxGrant.all(to: account.address, in: db).map {
        ($0.member, Member(rights: $0.rights, until: $0.until.map(Day.text)))
      })
    isRemoved = account.removed != nil
  }

  init(_ node: DocumentNode) throws {
    let fields = try node.fields(["address", "name", "quota", "sent", "members"])
    guard let address = try fields["address"]?.value(Address.init(_:)) else {
      throw node.fault(en: "a shared mailbox needs an address", es: "un buzón compartido necesita address")
    }
    self.address = address
    name = try fields["name"]?.text() ?? ""
    quota = try fields["quota"]?.value(ByteCount.init(_:))
    sent = try fields["sent"]?.value(SentPlacement.named) ?? .shared
    members = try (fields["members"]?.list() ?? []).reduce(into: [:]) { members, line in
      let (member, access) = try Self.member(line)
      guard members.updateValue(access, forKey: member) == nil else {
        throw line.fault(en: "\(member) stands here twice", es: "\(member) aparece dos veces")
      }
    }
    isRemoved = false
  }

  private static func member(_ line: DocumentNode) throws -> (Address, Member) {
    let fields = try line.fields(["member", "rights", "until"])
    guard let member = try fields["member"]?.value(Address.init(_:)),
      let rights = try fields["rights"]?.value(MailboxRights.init(_:))
    else { throw line.fault(en: "a member needs member and rights", es: "un miembro necesita member y rights") }
    return (member, Member(rights: rights, until: try (fields["until"]?.value(Day.parse)).map(Day.text)))
  }

  static func all(in db: any Database) throws -> [SharedLine] {
    try Account.list(shared: true, limit: .max, in: db).map { try SharedLine($0, in: db) }
  }

  var node: DocumentNode {
    let fields: [(String, String?)] = [
      ("address", address.text), ("name", name.isEmpty ? nil : name), ("quota", quota?.description),
      ("sent", sent.rawValue),
    ]
    let plain = fields.compactMap { key, value in value.map { DocumentNode.Entry(key: .text(key), value: .text($0)) } }
    let lines = members.sorted { $0.key.text < $1.key.text }.map { member, access -> DocumentNode in
      let rights = access.rights.text
      guard let until = access.until else { return .fields(["member": .text(member.text), "rights": .text(rights)]) }
      return .fields(["member": .text(member.text), "rights": .text(rights), "until": .text(until)])
    }
    return DocumentNode(.mapping(plain + [.init(key: .text("members"), value: .list(lines))]))
  }
}

extension SharedLine {
  /// What makes `present` like this line; a mailbox that was removed comes back.
  func changes(from present: SharedLine?) throws -> [DocumentChange] {
    let line = "shared mailbox \(address)"
    var changes: [DocumentChange] = []
    if let present {
      if present.isRemoved { changes.append(DocumentChange(.add, line, RestoreAccount(address: address))) }
      if name != present.name || quota != present.quota || sent != present.sent {
        let change = ChangeSharedMailbox(
          address: address, displayName: name, quota: try quota ?? ByteCount(bytes: 0), sent: sent)
        changes.append(DocumentChange(.change, line, change))
      }
    } else {
      let add = AddSharedMailbox(address: address, displayName: name, quota: quota, sent: sent)
      changes.append(DocumentChange(.add, line, add))
    }
    let before = present?.members ?? [:]
    for (member, access) in members.sorted(by: { $0.key < $1.key }) where before[member] != access {
      let add = AddMember(
        mailbox: address, member: member, rights: access.rights, until: try access.until.map { try Day.parse($0) })
      changes.append(
        DocumentChange(
          before[member] == nil ? .add : .change, "member \(member) of \(address): \(access.rights.shown)", add))
    }
    return changes
      + before.keys.sorted().filter { members[$0] == nil }.map {
        DocumentChange(.remove, "member \($0) of \(address)", RemoveMember(mailbox: address, member: $0))
      }
  }
}
