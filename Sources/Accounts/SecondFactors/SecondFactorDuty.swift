import Foundation
import Kernel
import MailModel
import Store

/// That whoever has a role, anywhere, signs in with a second factor from a moment on. Until then the profile reminds
/// of it; from then on a session without one can set it up and nothing else. Tokens of the API have no second factor
/// and need none: they have limits of their own.
package struct SecondFactorDuty: Codable, Hashable, Sendable {
  package var role: String
  package var from: Date

  static let migration = Migration(
    "second factor duties",
    ["CREATE TABLE second_factor_duty (role TEXT PRIMARY KEY, starts BIGINT NOT NULL)"])

  static func all(in db: any Database) throws -> [SecondFactorDuty] {
    try db.rows("SELECT role, starts AS \"from\" FROM second_factor_duty ORDER BY role", as: SecondFactorDuty.self)
  }

  static func find(_ role: String, in db: any Database) throws -> SecondFactorDuty? {
    try db.row(
      "SELECT role, starts AS \"from\" FROM second_factor_duty WHERE role = \(role)", as: SecondFactorDuty.self)
  }

  func put(into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO second_factor_duty (role, starts) VALUES (\(role), \(from))
      ON CONFLICT (role) DO UPDATE SET starts = excluded.starts
      """)
  }

  static func remove(_ role: String, in db: any Database) throws {
    try db.execute("DELETE FROM second_factor_duty WHERE role = \(role)")
  }

  /// From when on an account needs a second factor, by whichever of its roles is first; `nil` is never.
  static func start(for address: Address, at now: Date, in db: any Database) throws -> Date? {
    let duties = try all(in: db)
    guard !duties.isEmpty else { return nil }
    let held = try RoleAssignment.list(AssignmentFilter(account: address), in: db)
      .filter { $0.until.map { $0 > now } ?? true }.map(\.role)
    let roles = Set(held + [Role.user.name])
    return duties.filter { roles.contains($0.role) }.map(\.from).min()
  }

  /// Whether an account must set one up before it does anything else.
  static func isDue(for address: Address, at now: Date, in db: any Database) throws -> Bool {
    guard let start = try start(for: address, at: now, in: db), start <= now else { return false }
    return try !SecondFactor.isInForce(for: address, in: db)
  }

  /// What the fault is about that keeps somebody's last one.
  static let field = "secondFactor"

  /// Refuses that people give up the last of what they sign in with, where a role of theirs requires one by now. Others
  /// take it from somebody who has lost it; whoever signs in then is led to setting one up.
  static func requireKept(by address: Address, in work: Work) throws {
    guard work.principal.account == address, try isDue(for: address, at: work.now, in: work.db),
      let start = try start(for: address, at: work.now, in: work.db)
    else { return }
    let day = String(start.formatted(.iso8601).prefix(10))
    throw Fault(
      .conflict, en: "one of the roles of \(address) requires a second factor since \(day), and this is the last",
      es: "uno de los roles de \(address) exige un segundo factor desde \(day), y este es el último",
      hint: Text(
        en: "set another one up first: a passkey, or an authenticator app",
        es: "configure antes otro: una llave de acceso, o una aplicación de autenticación"), field: Self.field)
  }
}
