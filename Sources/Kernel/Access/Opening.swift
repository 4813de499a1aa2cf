import MailModel

/// That an action lets somebody into a mailbox, and how its owner learns of it.
package enum Opening: Hashable, Sendable {
  /// The owner would not notice by themselves: an app password, a delegation, an export. Whoever does it for somebody
  /// else says why, or does not do it.
  case quietly(Address)
  /// The owner notices at once: their own password opens nothing any more. It is the daily work of a help desk, so a
  /// reason is welcome and not demanded.
  case noticeably(Address)

  var mailbox: Address {
    switch self {
    case .quietly(let address), .noticeably(let address): address
    }
  }

  /// Throws where `principal` has to say why and did not.
  func requireReason(of principal: Principal) throws(Fault) {
    guard case .quietly = self, principal.origin.reason?.isEmpty ?? true else { return }
    throw Fault(
      .invalid, en: "this gives access to the mail of \(mailbox), and nobody says why",
      es: "esto da acceso al correo de \(mailbox), y nadie dice por qué",
      hint: Text(
        en:
          "give a reason, which \(mailbox) will see: PALOMAR_REASON at the terminal, the header Palomar-Reason in the API",
        es: "dé un motivo, que \(mailbox) verá: PALOMAR_REASON en el terminal, la cabecera Palomar-Reason en la API"),
      field: "reason")
  }
}
