import Kernel
import MailModel

extension Role {
  /// The roles of the process, in the order of what they may.
  static let builtIn = [administrator, support, auditor, groupOwner, user]

  static let administrator = Role(
    name: "administrator",
    description: Text(en: "May do everything.", es: "Puede hacerlo todo."), allows: [.all])

  /// Resets a password; reads no mail, changes no setting.
  static let support = Role(
    name: "support",
    description: Text(
      en: "Helps people: sees accounts, aliases and the service's state, sets passwords, ends suspensions and "
        + "sessions, runs probes.",
      es: "Ayuda a las personas: ve cuentas, alias y el estado del servicio, pone contraseñas, termina suspensiones y "
        + "sesiones, hace pruebas."),
    allows: ([
      "accounts.read", "accounts.resume", "accounts.setPassword", "aliases.read", "appPasswords.read", "catchAlls.read",
      "classes.read",
      "delegations.read",
      "dns.read", "domains.read", "groups.read", "mailRules.read", "probes.run", "queue.read", "rights.read",
      "sessions.end",
      "sessions.read", "shared.read",
      "status.read", "trace.read",
    ] as [Permission]).map(PermissionPattern.init(exactly:)))

  static let auditor = Role(
    name: "auditor",
    description: Text(
      en: "Sees everything that is not mail, and changes nothing.",
      es: "Lo ve todo menos el correo, y no cambia nada."), allows: [.each("read")])

  /// Whoever looks after a group; the group's address is the scope.
  static let groupOwner = Role(
    name: "groupOwner",
    description: Text(
      en: "Decides who is in a group, answers those who ask to be, and decides about messages that wait for it. "
        + "Is given with “palomar group set --owner”.",
      es: "Decide quién está en un grupo, responde a quien lo pide, y decide sobre los mensajes que lo esperan. "
        + "Se da con «palomar group set --owner»."),
    allows: ([
      "groups.join", "groups.leave", "groups.read", "groups.refuse", "groups.release", "ownRequests.grant",
      "ownRequests.refuse",
    ] as [Permission]).map(PermissionPattern.init(exactly:)))

  /// What every account may by itself, about itself.
  static let user = Role(
    name: "user",
    description: Text(
      en:
        "Sees one's own account, rights and sessions, looks after one's passwords and second factor, sets filters, and "
        + "lets others into one's mailbox. Every account has it, for itself.",
      es:
        "Ve la cuenta, los permisos y las sesiones propias, cuida sus contraseñas y su segundo factor, pone filtros y "
        + "abre su buzón a otras personas. Toda cuenta lo tiene, para sí misma."),
    allows: (["accesses.read", "accounts.read", "mailboxUses.read", "ownMessages.read", "rights.read"] as [Permission])
      .map(PermissionPattern.init(exactly:))
      + [
        "appPasswords", "delegations", "holdings", "mailRules", "ownPassword", "ownRequests", "ownReviews", "passkeys",
        "secondFactor", "sessions",
      ].map(PermissionPattern.every(of:)))

  private init(name: String, description: Text, allows: [PermissionPattern]) {
    self.init(name: name, description: description, allows: allows, denies: [], isBuiltIn: true)
  }
}
