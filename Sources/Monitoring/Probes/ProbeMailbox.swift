import Foundation
import Kernel
import MailModel
import Store

/// The mailbox between which Palomar sends its own messages. The store keeps its password, because the probe
/// signs in like any mail program; nothing shows it.
package struct ProbeMailbox: Codable, Sendable {
  package var address: Address
  package var password: Secret

  package static let migration = Migration(
    "probe mailbox",
    [
      """
      CREATE TABLE probe_mailbox (
        one BIGINT PRIMARY KEY CHECK (one = 1),
        address TEXT NOT NULL,
        password TEXT NOT NULL
      )
      """
    ])

  static func existing(in db: any Database) throws -> ProbeMailbox {
    guard let mailbox = try db.row("SELECT address, password FROM probe_mailbox", as: ProbeMailbox.self) else {
      throw Fault(
        .notFound, en: "there is no mailbox to probe with yet", es: "aún no hay buzón con el que sondear",
        hint: Text(en: "“palomar up” makes one", es: "«palomar up» crea uno"))
    }
    return mailbox
  }
}

/// Says with which mailbox to probe. The account is made like any other, by its own action.
package struct SetProbeMailbox: Action {
  package static let name = "probes.setMailbox"
  package static let route = Route.put("probes/mailbox")
  package static let permission: Permission = "probes.change"
  package static let summary = Text(en: "Says with which mailbox to probe.", es: "Indica con qué buzón se sondea.")
  package var address: Address
  package var password: Secret

  package init(address: Address, password: Secret) {
    self.address = address
    self.password = password
  }

  package func perform(in work: Work) throws -> Address {
    try work.db.execute(
      """
      INSERT INTO probe_mailbox (one, address, password) VALUES (1, \(address), \(password))
      ON CONFLICT (one) DO UPDATE SET address = excluded.address, password = excluded.password
      """)
    return address
  }
}

/// The mailbox to probe with; its password stays where it is.
package struct ShowProbeMailbox: Query {
  package static let name = "probes.mailbox"
  package static let route = Route.get("probes/mailbox")
  package static let permission: Permission = "probes.read"
  package static let summary = Text(en: "Shows with which mailbox to probe.", es: "Muestra con qué buzón se sondea.")

  package init() {}

  package func answer(from db: any Database) throws -> Address {
    try ProbeMailbox.existing(in: db).address
  }
}
