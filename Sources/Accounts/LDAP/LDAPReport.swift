import Foundation
import Kernel
import MailModel
import Store

/// What a synchronisation did, or would do.
package struct LDAPReport: Codable, Sendable {
  package enum Result: String, Codable, Hashable, Sendable, CaseIterable {
    case added, changed, unchanged, suspended, resumed, removed, refused
  }

  /// One entry of the directory, or one account or group that has none any more.
  package struct Row: Codable, Hashable, Sendable {
    package var dn: String
    package var address: String
    package var result: Result
    package var findings: [ImportFinding] = []
  }

  /// How many, by what became of them.
  package private(set) var counts: [String: Int] = [:]
  /// All but what is unchanged, `mostRows` of them at most; the journal has all.
  package private(set) var rows: [Row] = []
  /// Why it would not happen, in a dry run.
  package var stop: Fault?

  private static let mostRows = 1_000

  package func count(_ result: Result) -> Int { counts[result.rawValue] ?? 0 }

  mutating func add(_ row: Row) {
    counts[row.result.rawValue, default: 0] += 1
    if row.result != .unchanged, rows.count < Self.mostRows { rows.append(row) }
  }
}

/// A synchronisation under way or over.
package struct LDAPRun: Codable, Sendable {
  package var id: String
  package var actor: String
  package var started: Date
  package var ended: Date?
  /// How many may be lost, whatever the settings say.
  package var losses: Int?
  package var fault: Fault?
  package var report: LDAPReport?

  private static let columns: SQL = "id, actor, started, ended, losses, fault, report"
  /// Seconds after which one that did not end is taken for given up.
  private static let longest: TimeInterval = 3_600

  func isUnderWay(at now: Date) -> Bool { ended == nil && started > now - Self.longest }

  static func find(_ id: String, in db: any Database) throws -> LDAPRun? {
    try db.row("SELECT \(sql: columns) FROM ldap_run WHERE id = \(id)", as: LDAPRun.self)
  }

  static func latest(_ limit: Int, in db: any Database) throws -> [LDAPRun] {
    try db.rows("SELECT \(sql: columns) FROM ldap_run ORDER BY started DESC, id DESC LIMIT \(limit)", as: LDAPRun.self)
  }

  func save(in db: any Database) throws {
    let fault = try fault.map { try SQLJSON.encode($0) }
    let report = try report.map { try SQLJSON.encode($0) }
    try db.execute(
      """
      INSERT INTO ldap_run (id, actor, started, ended, losses, fault, report)
      VALUES (\(id), \(actor), \(started), \(ended), \(losses), \(fault), \(report))
      ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, fault = excluded.fault, report = excluded.report
      """)
  }

  /// Old ones go; so many are kept.
  static func prune(keeping count: Int, in db: any Database) throws {
    try db.execute(
      """
      DELETE FROM ldap_run WHERE id NOT IN (SELECT id FROM ldap_run ORDER BY started DESC, id DESC LIMIT \(count))
      """)
  }
}
