import Foundation
import MailModel
import Store

/// What the mail directory holds about some domains, accounts and aliases, as the store has them now.
struct DirectoryRows: Sendable {
  struct Mailbox: Decodable, Sendable {
    var address: String
    var password: String?
    var quota: Int64
    var state: Account.State
    var isHeld: Bool
    var isRemoved: Bool
    var validFrom: Date?
    var validUntil: Date?
    var protocols: Protocols
    var forwards: Bool
    var mainOpens: Bool
  }

  struct AppPassword: Decodable, Sendable {
    var address: String
    var name: String
    var password: String
    var protocols: Protocols
    var networks: [Network]
    var expires: Date?
  }

  /// Somebody's access to a mailbox that can be used now.
  struct Share: Decodable, Sendable {
    var mailbox: Address
    var member: Address
    var rights: MailboxRights
    var until: Date?
    /// When the mailbox itself closes, if it is a shared one.
    var closes: Date?
  }

  struct Target: Decodable, Sendable {
    var address: Address
    var target: Address
  }

  struct Membership: Decodable, Sendable {
    var address: Address
    var target: Address
    var until: Date?
  }

  struct List: Decodable, Sendable {
    var address: String
    var posting: Group.Posting
    var moderated: Bool
  }

  struct Poster: Decodable, Sendable {
    var group: String
    var poster: String
  }

  struct Caught: Decodable, Sendable {
    var domain: String
    var target: String
  }

  var domains: [String] = []
  var catchAlls: [Caught] = []
  var mailboxes: [Mailbox] = []
  var appPasswords: [AppPassword] = []
  var targets: [Target] = []
  var memberships: [Membership] = []
  var lists: [List] = []
  var posters: [Poster] = []
  var shares: [Share] = []

  static func all(in db: any Database) throws -> DirectoryRows {
    DirectoryRows(
      domains: try Domain.all(in: db).map(\.name.name),
      catchAlls: try db.rows("SELECT domain, target FROM catch_all", as: Caught.self),
      mailboxes: try db.rows(mailboxColumns, as: Mailbox.self),
      appPasswords: try db.rows(appPasswordColumns, as: AppPassword.self),
      targets: try db.rows("SELECT address, target FROM alias", as: Target.self),
      memberships: try db.rows(membershipColumns, as: Membership.self),
      lists: try db.rows("SELECT address, posting, moderated FROM mail_group", as: List.self),
      posters: try db.rows(posterColumns, as: Poster.self),
      shares: try db.rows(shareColumns, as: Share.self))
  }

  static func of(_ changes: [DirectoryChange], in db: any Database) throws -> DirectoryRows {
    let keys = Dictionary(grouping: changes, by: \.kind).mapValues { $0.map(\.key) }
    return DirectoryRows(
      domains: try keys[.domain].map { try present($0, in: db) } ?? [],
      catchAlls: try keys[.domain].map {
        try db.rows("SELECT domain, target FROM catch_all WHERE domain IN \(list: $0)", as: Caught.self)
      } ?? [],
      mailboxes: try keys[.account].map {
        try db.rows(mailboxColumns + " WHERE address IN \(list: $0)", as: Mailbox.self)
      } ?? [],
      appPasswords: try keys[.account].map {
        try db.rows(appPasswordColumns + " WHERE address IN \(list: $0)", as: AppPassword.self)
      } ?? [],
      targets: try keys[.alias].map {
        try db.rows("SELECT address, target FROM alias WHERE address IN \(list: $0)", as: Target.self)
      } ?? [],
      memberships: try keys[.group].map {
        try db.rows(membershipColumns + " WHERE group_address IN \(list: $0)", as: Membership.self)
      } ?? [],
      lists: try keys[.group].map {
        try db.rows("SELECT address, posting, moderated FROM mail_group WHERE address IN \(list: $0)", as: List.self)
      } ?? [],
      posters: try keys[.group].map {
        try db.rows(posterColumns + " WHERE group_address IN \(list: $0)", as: Poster.self)
      } ?? [],
      shares: try keys[.account].map {
        try db.rows(shareColumns + " AND (mailbox IN \(list: $0) OR member IN \(list: $0))", as: Share.self)
      } ?? [])
  }

  private static let mailboxColumns: SQL = """
    SELECT address, password_hash AS password, \(sql: effective), state, CASE WHEN hold IS NULL THEN 0 ELSE 1 END AS "isHeld",
      CASE WHEN removed IS NULL THEN 0 ELSE 1 END AS "isRemoved", valid_from AS "validFrom",
      valid_until AS "validUntil", main_opens AS "mainOpens"
    FROM account LEFT JOIN service_class AS common ON common.name = service_class
    """

  /// What the class decides, unless the account has it otherwise.
  private static let effective: SQL = """
    CASE WHEN service_class IS NULL OR overrides LIKE '%quota%' THEN account.quota ELSE common.quota END AS quota,
    CASE WHEN service_class IS NULL OR overrides LIKE '%protocols%' THEN account.protocols ELSE common.protocols END
      AS protocols,
    CASE WHEN service_class IS NULL OR overrides LIKE '%forwarding%' THEN account.forwards ELSE common.forwards END
      AS forwards
    """

  private static let appPasswordColumns: SQL =
    "SELECT address, name, hash AS password, protocols, networks, expires FROM app_password"

  private static let membershipColumns: SQL =
    "SELECT group_address AS address, member AS target, until FROM group_member"

  private static let posterColumns: SQL = #"SELECT group_address AS "group", poster FROM group_poster"#

  /// As `Account.lends` says it, apart from dates.
  private static let shareColumns: SQL = """
    SELECT mailbox, member, rights, until, CASE WHEN shared_sent IS NOT NULL THEN valid_until END AS closes
    FROM mailbox_grant JOIN account ON account.address = mailbox
    WHERE removed IS NULL AND hold IS NULL AND (shared_sent IS NULL OR state <> 'suspended')
    """

  private static func present(_ names: [String], in db: any Database) throws -> [String] {
    try db.rows("SELECT name FROM domain WHERE name IN \(list: names)").map { try $0.decoded(as: String.self) }
  }
}

/// What an account may do, apart from its dates, which the mail programs compare with their clock.
extension DirectoryRows.Mailbox {
  var receives: Bool { !isRemoved && (isHeld || state != .suspended) }
  var signsIn: Bool { !isRemoved && !isHeld && state == .active }
  /// Seconds since 1970, rounded down.
  var from: Int64? { validFrom.map { Int64($0.timeIntervalSince1970.rounded(.down)) } }
  var until: Int64? { validUntil.map { Int64($0.timeIntervalSince1970.rounded(.down)) } }
  /// Mail on hold is received whatever the dates say.
  var receivesUntil: Int64? { isHeld ? nil : until }

  /// An open submission ends with its next message.
  var sends: Bool { signsIn && protocols.contains(.submission) }

  func signsIn(at now: Date) -> Bool {
    signsIn && (validFrom.map { $0 <= now } ?? true) && (validUntil.map { now < $0 } ?? true)
  }
}

extension DirectoryRows.AppPassword {
  /// As Dovecot's `allow_nets` takes them; empty is anywhere.
  var allowed: String { networks.map(\.text).joined(separator: ",") }
  var until: Int64? { expires.map { Int64($0.timeIntervalSince1970.rounded(.down)) } }
}

extension DirectoryRows.Share {
  var opens: Bool { rights.contains(.read) || rights.contains(.manage) }
  var sends: Bool { rights.contains(.sendAs) || rights.contains(.sendOnBehalf) }
  var validUntil: Int64? {
    [until, closes].compactMap { $0 }.min().map { Int64($0.timeIntervalSince1970.rounded(.down)) }
  }
}

/// The rows as each file has them: the one place that says who may send as whom.
extension DirectoryRows {
  /// An account sends as itself; whoever an alias points to sends as the alias. Whether it may send at all stands
  /// with its mailbox.
  var senders: [(sender: String, login: String)] {
    get throws {
      try mailboxes.filter { !$0.isRemoved }.map { ($0.address, $0.address) }
        + targets.map { ($0.address.text, try $0.target.withoutDetail.text) }
    }
  }

  struct Edge: Hashable, Sendable {
    var source: String
    var target: String
  }

  /// The same without detail parts. Two targets may differ in these alone; the one that stays longer counts.
  var edges: [Edge: Int64?] {
    get throws {
      try aliases.reduce(into: [:]) { edges, row in
        let edge = Edge(source: row.source.text, target: try row.target.withoutDetail.text)
        guard let known = edges[edge] else {
          edges.updateValue(row.until, forKey: edge)
          return
        }
        let longer: Int64? = if let known, let until = row.until { max(known, until) } else { nil }
        edges.updateValue(longer, forKey: edge)
      }
    }
  }

  /// Where mail goes on to: from aliases and from groups. Nobody sends as a group for being in it.
  var aliases: [(source: Address, target: Address, until: Int64?)] {
    targets.map { ($0.address, $0.target, nil) }
      + memberships.map { ($0.address, $0.target, $0.until.map { Int64($0.timeIntervalSince1970.rounded(.down)) }) }
  }
}
