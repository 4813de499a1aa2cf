import Kernel
import MailModel
import Store
import Surface

/// Mailboxes and the right to sign in to them.
package let accounts = Capability(
  "accounts",
  migrations: [Account.migration],
  doors: [
    .action(AddAccount.self), .action(ChangeAccount.self), .action(SetPassword.self), .action(RemoveAccount.self),
    .query(ListAccounts.self), .query(ShowAccount.self),
  ],
  jobs: [JobKind(SetRemovedMailAside.self)],
  documentSection: accountSection,
  commands: [AccountCommand.self],
  pages: AccountsPage.pages + AccountPage.pages,
  evidence: [AccountsPage.evidence]
)

/// `accounts:` of the service file: address, name, quota, state. Passwords never stand in it: an account that
/// the file adds has none until somebody sets it.
let accountSection = DocumentSection(
  key: "accounts",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["address"], "properties": {
      "address": {"type": "string"}, "name": {"type": "string", "maxLength": 200},
      "quota": {"type": "string", "examples": ["500M", "2G"]},
      "state": {"enum": ["active", "receiveOnly", "suspended"]}}}}
    """,
  export: { db in .list(try AccountLine.all(in: db).map(\.node)) },
  changes: { node, db in
    let present = Dictionary(uniqueKeysWithValues: try AccountLine.all(in: db).map { ($0.address, $0) })
    let wanted = try node.list().map { try AccountLine($0) }
    var changes: [DocumentChange] = []
    for line in wanted { changes += try line.changes(from: present[line.address]) }
    let kept = Set(wanted.map(\.address))
    for address in present.keys.sorted() where !kept.contains(address) {
      changes.append(DocumentChange(.remove, "account \(address)", RemoveAccount(address: address)))
    }
    return changes
  }
)

/// One account as the service file has it.
struct AccountLine: Hashable {
  let address: Address
  let name: String
  let quota: ByteCount?
  let state: Account.State

  init(_ account: Account) {
    address = account.address
    name = account.displayName
    quota = account.quota
    state = account.state
  }

  init(_ node: DocumentNode) throws(Fault) {
    let fields = try node.fields(["address", "name", "quota", "state"])
    guard let address = fields["address"] else {
      throw node.fault(en: "an account needs an address", es: "una cuenta necesita una dirección")
    }
    self.address = try address.value(Address.init(_:))
    name = try fields["name"]?.text() ?? ""
    quota = try fields["quota"]?.value(ByteCount.init(_:))
    state = try fields["state"]?.value(AccountLine.state) ?? .active
  }

  static func all(in db: any Database) throws -> [AccountLine] {
    try Account.list(within: .everything, search: nil, after: nil, limit: .max, in: db).map(AccountLine.init)
  }

  var node: DocumentNode {
    var entries = [DocumentNode.Entry(key: .text("address"), value: .text(address.text))]
    if !name.isEmpty { entries.append(.init(key: .text("name"), value: .text(name))) }
    if let quota { entries.append(.init(key: .text("quota"), value: .text(quota.description))) }
    if state != .active { entries.append(.init(key: .text("state"), value: .text(state.rawValue))) }
    return DocumentNode(.mapping(entries))
  }

  func changes(from present: AccountLine?) throws -> [DocumentChange] {
    let none = try ByteCount(bytes: 0)
    let change = ChangeAccount(address: address, displayName: name, quota: quota ?? none, state: state)
    guard let present else {
      let add = DocumentChange(
        .add, "account \(address)", AddAccount(address: address, displayName: name, quota: quota))
      return state == .active ? [add] : [add, DocumentChange(.change, "account \(address): \(state)", change)]
    }
    return present == self ? [] : [DocumentChange(.change, "account \(address)", change)]
  }

  private static func state(_ text: String) throws(Fault) -> Account.State {
    guard let state = Account.State(rawValue: text) else {
      let known = Account.State.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault(
        .invalid, en: "“\(text)” is not a state", es: "«\(text)» no es un estado",
        hint: Text(en: "one of: \(known)", es: "uno de: \(known)"))
    }
    return state
  }
}
