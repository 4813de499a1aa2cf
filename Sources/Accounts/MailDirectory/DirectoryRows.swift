import MailModel
import Store

/// What the mail directory holds about some domains, accounts and aliases, as the store has them now.
struct DirectoryRows: Sendable {
  struct Mailbox: Decodable, Sendable {
    var address: String
    var password: String?
    var quota: Int64
    var state: Account.State
  }

  struct Target: Decodable, Sendable {
    var address: Address
    var target: Address
  }

  var domains: [String] = []
  var mailboxes: [Mailbox] = []
  var targets: [Target] = []

  static func all(in db: any Database) throws -> DirectoryRows {
    DirectoryRows(
      domains: try Domain.all(in: db).map(\.name.name),
      mailboxes: try db.rows(mailboxColumns, as: Mailbox.self),
      targets: try db.rows("SELECT address, target FROM alias", as: Target.self))
  }

  static func of(_ changes: [DirectoryChange], in db: any Database) throws -> DirectoryRows {
    let keys = Dictionary(grouping: changes, by: \.kind).mapValues { $0.map(\.key) }
    return DirectoryRows(
      domains: try keys[.domain].map { try present($0, in: db) } ?? [],
      mailboxes: try keys[.account].map {
        try db.rows(mailboxColumns + " WHERE address IN \(list: $0)", as: Mailbox.self)
      }
        ?? [],
      targets: try keys[.alias].map {
        try db.rows("SELECT address, target FROM alias WHERE address IN \(list: $0)", as: Target.self)
      } ?? [])
  }

  private static let mailboxColumns: SQL = "SELECT address, password_hash AS password, quota, state FROM account"

  private static func present(_ names: [String], in db: any Database) throws -> [String] {
    try db.rows("SELECT name FROM domain WHERE name IN \(list: names)").map { try $0.decoded(as: String.self) }
  }
}

/// The rows as each file has them: the one place that says what a state allows, and who may send as whom.
extension DirectoryRows {
  var receiving: [(address: String, receiving: Bool)] {
    mailboxes.map { ($0.address, $0.state != .suspended) }
  }

  /// An active account sends as itself; whoever an alias points to sends as the alias.
  var senders: [(sender: String, login: String)] {
    get throws {
      try mailboxes.filter { $0.state == .active }.map { ($0.address, $0.address) }
        + targets.map { ($0.address.text, try $0.target.withoutDetail.text) }
    }
  }

  var aliases: [(source: String, target: String)] {
    targets.map { ($0.address.text, $0.target.text) }
  }

  var signIns: [(address: String, password: String?, quota: Int64, allowed: Bool)] {
    mailboxes.map { ($0.address, $0.password, $0.quota, $0.state == .active) }
  }
}
