import Foundation
import MailModel
import Store

/// What somebody signs in with beside the password: an authenticator app, and codes on paper for the day without it.
struct SecondFactor: Decodable, Sendable {
  /// The app's key, in Base32. The store must keep it, since codes are computed from it.
  var key: Secret
  /// Whether a first code has shown that the app has the key; nothing is asked for before.
  var isConfirmed: Bool
  /// The period of the last code that was used: none works twice (RFC 6238 §5.2).
  var lastStep: Int64
  var created: Date

  static let recoveryCodes = 10

  static let migration = Migration(
    "second factors",
    [
      """
      CREATE TABLE second_factor (
        address TEXT PRIMARY KEY REFERENCES account (address) ON DELETE CASCADE,
        key TEXT NOT NULL,
        is_confirmed BIGINT NOT NULL CHECK (is_confirmed IN (0, 1)),
        last_step BIGINT NOT NULL,
        created BIGINT NOT NULL
      )
      """,
      """
      CREATE TABLE recovery_code (
        address TEXT NOT NULL REFERENCES account (address) ON DELETE CASCADE,
        hash TEXT NOT NULL,
        PRIMARY KEY (address, hash)
      )
      """,
    ])

  static func find(_ address: Address, in db: any Database) throws -> SecondFactor? {
    try db.row(
      """
      SELECT key, is_confirmed AS "isConfirmed", last_step AS "lastStep", created FROM second_factor
      WHERE address = \(address)
      """, as: SecondFactor.self)
  }

  /// Puts a key in the place of one that was never confirmed.
  static func start(key: Secret, of address: Address, at now: Date, in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO second_factor (address, key, is_confirmed, last_step, created)
      VALUES (\(address), \(key), 0, 0, \(now))
      ON CONFLICT (address) DO UPDATE SET key = excluded.key, created = excluded.created
      """)
  }

  static func confirm(_ address: Address, step: Int64, recoveryCodes: [Secret], in db: any Database) throws {
    try db.execute("UPDATE second_factor SET is_confirmed = 1, last_step = \(step) WHERE address = \(address)")
    try db.execute("DELETE FROM recovery_code WHERE address = \(address)")
    for code in recoveryCodes {
      try db.execute("INSERT INTO recovery_code (address, hash) VALUES (\(address), \(RecoveryCode.hash(of: code)))")
    }
  }

  static func remove(_ address: Address, in db: any Database) throws -> Bool {
    try db.execute("DELETE FROM recovery_code WHERE address = \(address)")
    return try db.execute("DELETE FROM second_factor WHERE address = \(address)") > 0
  }

  static func recoveryCodesLeft(_ address: Address, in db: any Database) throws -> Int {
    try db.value("SELECT COUNT(*) FROM recovery_code WHERE address = \(address)", as: Int.self) ?? 0
  }

  /// Takes a code of the app or a recovery code, once; throws when it is neither.
  static func require(_ code: Secret, of address: Address, at now: Date, in db: any Database) throws {
    guard let factor = try find(address, in: db), factor.isConfirmed else { throw wrong }
    let plain = code.value.filter { !$0.isWhitespace && $0 != "-" }.lowercased()
    if let step = factor.step(of: plain, at: now) {
      guard step > factor.lastStep else { throw wrong }
      try db.execute("UPDATE second_factor SET last_step = \(step) WHERE address = \(address)")
      return
    }
    let hash = RecoveryCode.hash(of: Secret(plain))
    guard try db.execute("DELETE FROM recovery_code WHERE address = \(address) AND hash = \(hash)") == 1 else {
      throw wrong
    }
  }

  func step(of code: String, at now: Date) -> Int64? {
    Base32.data(of: key.value).flatMap { OneTimeCode(key: $0).step(of: code, at: now) }
  }

  static var wrong: Fault {
    Fault(
      .invalid, en: "the code is not right, or was used before", es: "el código no es correcto, o ya se usó",
      hint: Text(
        en: "wait for the app's next one; is the clock of the phone right?",
        es: "espere al siguiente de la aplicación; ¿va bien el reloj del teléfono?"), field: "code")
  }
}

/// A code on paper that replaces the app once: twelve letters that nobody confuses, 59 bits.
enum RecoveryCode {
  private static let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")

  static func make() -> Secret {
    let groups = (0..<3).map { _ in String((0..<4).compactMap { _ in letters.randomElement() }) }
    return Secret(groups.joined(separator: "-"))
  }

  static func hash(of code: Secret) -> Secret {
    BearerSecret.hash(of: Secret(code.value.filter { $0 != "-" }))
  }
}
