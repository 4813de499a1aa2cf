import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Rules of people's, one row for each who has any.
enum MailRuleTable {
  static let migration = Migration(
    "mail rules",
    [
      """
      CREATE TABLE mail_rules (
        address TEXT PRIMARY KEY REFERENCES account (address) ON DELETE CASCADE,
        rules TEXT NOT NULL,
        changed BIGINT NOT NULL
      )
      """
    ])

  private struct Row: Decodable {
    var rules: MailRules
  }

  static func find(_ address: Address, in db: any Database) throws -> MailRules {
    try db.row("SELECT rules FROM mail_rules WHERE address = \(address)", as: Row.self)?.rules ?? MailRules()
  }

  /// Those of `addresses` that have any.
  static func among(_ addresses: Set<Address>, in db: any Database) throws -> [Address] {
    try Array(addresses).slices().flatMap { part in
      try db.rows("SELECT address FROM mail_rules WHERE address IN \(list: Array(part))").map {
        try $0.decoded(as: Address.self)
      }
    }
  }

  static func addresses(after key: String, limit: Int, in db: any Database) throws -> [Address] {
    try db.rows(
      "SELECT address FROM mail_rules WHERE address > \(key) ORDER BY address LIMIT \(limit)",
      as: [String: Address].self
    ).compactMap { $0["address"] }
  }
}

extension Work {
  /// Has the answers of those whom an alias led to, or leads to, follow it.
  func refreshRules(reachedFrom targets: [Address]) throws {
    for address in try MailRuleTable.among(Reach.downward(of: targets.map { try $0.withoutDetail }, in: db), in: db) {
      try enqueue(ApplyMailRules(address: address), key: "\(ApplyMailRules.name) \(address)")
    }
  }

  /// Changes somebody's rules, with what was there before on record; Dovecot carries the new ones out soon after.
  func changeRules(of address: Address, _ change: (inout MailRules) throws -> Void) throws -> MailRules {
    _ = try Account.present(address, in: db)
    try Rights.requireNoStronger(address, in: self)
    let before = try MailRuleTable.find(address, in: db)
    var rules = before
    try change(&rules)
    guard rules != before else { return rules }
    try record(before: before)
    try db.execute(
      """
      INSERT INTO mail_rules (address, rules, changed) VALUES (\(address), \(json: rules), \(now))
      ON CONFLICT (address) DO UPDATE SET rules = excluded.rules, changed = excluded.changed
      """)
    try enqueue(ApplyMailRules(address: address), key: "\(ApplyMailRules.name) \(address)")
    return rules
  }
}

/// Has the host carry out what somebody's rules say now; none for an account that is gone.
struct ApplyMailRules: Job {
  static let name = "mailRules.apply"
  var address: Address

  func run(with plane: ControlPlane) async throws {
    guard try await plane.world.agent.call(InstalledGeneration()) != nil else { return }
    let (rules, aliases) = try await plane.store.read { db in
      let rules = try MailRuleTable.find(address, in: db)
      return (rules, rules.vacation == nil ? [] : try Alias.personal(of: address, in: db))
    }
    _ = try await plane.world.agent.call(InstallMailRules(address: address, rules: rules, aliases: aliases))
  }
}

/// Puts back what somebody changed on the host.
struct ReconcileMailRules: Job {
  static let name = "mailRules.reconcile"
  private static let batch = 500

  func run(with plane: ControlPlane) async throws {
    var after = ""
    while true {
      let addresses = try await plane.store.read { [after] in
        try MailRuleTable.addresses(after: after, limit: Self.batch, in: $0)
      }
      for address in addresses { try await apply(of: address, with: plane) }
      guard addresses.count == Self.batch, let last = addresses.last else { return }
      after = last.text
    }
  }

  /// A script that Sieve refuses holds up nobody else's.
  private func apply(of address: Address, with plane: ControlPlane) async throws {
    do {
      try await ApplyMailRules(address: address).run(with: plane)
    } catch let fault as Fault where fault.code == .invalid {
      return
    }
  }
}
