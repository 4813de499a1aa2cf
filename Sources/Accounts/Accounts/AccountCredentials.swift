import Foundation
import MailModel
import Store

/// What it takes to let somebody in.
struct AccountCredentials: Sendable {
  let displayName: String
  /// Whether the account is active at the moment of the question.
  let isActive: Bool
  /// `nil` while nobody can sign in.
  let passwordHash: Secret?

  static func find(_ address: Address, at now: Date, in db: any Database) throws -> AccountCredentials? {
    guard let account = try Account.find(address, in: db) else { return nil }
    return AccountCredentials(
      displayName: account.displayName, isActive: account.standing(at: now) == .active,
      passwordHash: try Account.hash(of: address, in: db).map { Secret($0.text) })
  }

  /// Whether this is the password of somebody who may sign in; takes as long where there is nobody.
  static func admit(_ password: Secret, to credentials: AccountCredentials?) -> Bool {
    guard let credentials, credentials.isActive, let passwordHash = credentials.passwordHash else {
      PasswordHash.burn(password)
      return false
    }
    return PasswordHash(stored: passwordHash).isOf(password)
  }
}

extension Account {
  /// `nil` while nobody can sign in.
  static func hash(of address: Address, in db: any Database) throws -> PasswordHash? {
    try db.value("SELECT password_hash FROM account WHERE address = \(address)", as: Secret.self)
      .map(PasswordHash.init(stored:))
  }
}
