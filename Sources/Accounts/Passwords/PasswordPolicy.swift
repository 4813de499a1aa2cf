import Kernel
import MailModel
import Store

/// What the organisation asks of passwords beyond what everybody does.
package struct PasswordPolicy: Codable, Hashable, Sendable {
  /// Where the file of leaked passwords lies; `nil` where there is none.
  package var leakedList: String?
  /// How long a link for a new password opens its page.
  package var linkMinutes = 60

  static let migration = Migration(
    "password policy",
    [
      """
      CREATE TABLE password_policy (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        leaked_list TEXT,
        link_minutes BIGINT NOT NULL CHECK (link_minutes > 0)
      )
      """
    ])

  static func present(in db: any Database) throws -> PasswordPolicy {
    try db.row(
      """
      SELECT leaked_list AS "leakedList", link_minutes AS "linkMinutes" FROM password_policy WHERE id = 1
      """, as: PasswordPolicy.self) ?? PasswordPolicy()
  }

  fileprivate func put(into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO password_policy (id, leaked_list, link_minutes) VALUES (1, \(leakedList), \(linkMinutes))
      ON CONFLICT (id) DO UPDATE SET leaked_list = excluded.leaked_list, link_minutes = excluded.link_minutes
      """)
  }
}

package struct ShowPasswordPolicy: Query {
  package static let name = "passwordPolicy.show"
  package static let route = Route.get("password-policy")
  package static let permission: Permission = "passwordPolicy.read"
  package static let summary = Text(
    en: "Shows what is asked of passwords.", es: "Muestra qué se pide a las contraseñas.")

  package init() {}

  package func answer(from db: any Database) throws -> PasswordPolicy {
    try PasswordPolicy.present(in: db)
  }
}

/// Changes what is given and leaves the rest.
package struct ChangePasswordPolicy: Action {
  package static let name = "passwordPolicy.change"
  package static let route = Route.put("password-policy")
  package static let permission: Permission = "passwordPolicy.change"
  package static let summary = Text(
    en: "Changes what is asked of passwords.", es: "Cambia qué se pide a las contraseñas.")
  package static let forms: [String: TextForm] = ["leakedList": TextForm(pattern: #"^(/[^\u0000]{0,999})?$"#)]
  /// An absolute path on the host; empty for no list.
  package var leakedList: String?
  package var linkMinutes: Int?

  private static let longest = 7 * 24 * 60

  package init(leakedList: String? = nil, linkMinutes: Int? = nil) {
    self.leakedList = leakedList
    self.linkMinutes = linkMinutes
  }

  package func prepared() throws -> ChangePasswordPolicy {
    guard let leakedList, !leakedList.isEmpty else { return self }
    guard leakedList.hasPrefix("/"), leakedList.utf8.count <= 1_000 else {
      throw Fault(
        .invalid, en: "“\(leakedList.prefix(60))” is not an absolute path",
        es: "«\(leakedList.prefix(60))» no es una ruta absoluta",
        hint: Text(en: "begin at the root: /var/lib/…", es: "empiece por la raíz: /var/lib/…"), field: "leakedList")
    }
    do {
      try LeakedPasswords(path: leakedList).check()
    } catch let error as Fault {
      throw Fault(.invalid, error.message, hint: error.hint, field: "leakedList")
    }
    return self
  }

  package func perform(in work: Work) throws -> PasswordPolicy {
    let before = try PasswordPolicy.present(in: work.db)
    var policy = before
    if let leakedList { policy.leakedList = leakedList.isEmpty ? nil : leakedList }
    if let linkMinutes {
      guard (5...Self.longest).contains(linkMinutes) else {
        throw Fault(
          .invalid, en: "a link cannot hold for \(linkMinutes) minutes",
          es: "un enlace no puede valer \(linkMinutes) minutos",
          hint: Text(en: "choose 5 to \(Self.longest)", es: "elija de 5 a \(Self.longest)"), field: "linkMinutes")
      }
      policy.linkMinutes = linkMinutes
    }
    try work.record(before: before)
    try policy.put(into: work.db)
    return policy
  }
}
