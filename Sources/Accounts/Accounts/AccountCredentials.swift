import MailModel
import Store

/// What it takes to let somebody in.
struct AccountCredentials: Decodable, Sendable {
  var displayName: String
  var state: Account.State
  /// `nil` while nobody can sign in.
  var passwordHash: Secret?

  static func find(_ address: Address, in db: any Database) throws -> AccountCredentials? {
    try db.row(
      """
      SELECT display_name AS "displayName", state, password_hash AS "passwordHash" FROM account
      WHERE address = \(address)
      """, as: AccountCredentials.self)
  }

  /// Whether this is the password of somebody who may sign in.
  func admit(_ password: Secret) -> Bool {
    guard state == .active, let passwordHash else {
      PasswordHash.burn(password)
      return false
    }
    return PasswordHash(stored: passwordHash).isOf(password)
  }
}
