import MailModel
import Store

/// Where copies of what is sent as a shared mailbox go, beside what a mail program keeps by itself.
package enum SentPlacement: String, Codable, Hashable, Sendable, CaseIterable {
  /// The service files none: each mail program keeps its own.
  case sender
  /// Into the shared mailbox's `Sent`.
  case shared
  /// Into the `Sent` of both.
  case both
}

/// A mailbox of several people: an account to which nobody signs in. They see it among their own folders, as far as
/// they have access to it (`MailboxGrant`).
package struct SharedMailbox: Codable, Hashable, Sendable {
  package var mailbox: Account
  package var members: [MailboxGrant]

  static func existing(_ address: Address, in db: any Database) throws -> Account {
    guard let account = try Account.find(address, in: db), account.isShared else { throw unknown(address) }
    return account
  }

  static func nobodySignsIn(_ address: Address) -> Fault {
    Fault(
      .conflict, en: "\(address) is a shared mailbox: nobody signs in to it",
      es: "\(address) es un buzón compartido: nadie entra en él",
      hint: Text(
        en: "give a person access instead: palomar shared grant \(address) --to PERSON --rights manage",
        es: "dé acceso a una persona: palomar shared grant \(address) --to PERSONA --rights manage"), field: "address")
  }

  private static func unknown(_ address: Address) -> Fault {
    Fault(
      .notFound, en: "there is no shared mailbox \(address)", es: "no existe el buzón compartido \(address)",
      hint: Text(en: "“palomar shared list” shows those there are", es: "«palomar shared list» muestra los que hay"),
      field: "address")
  }
}
