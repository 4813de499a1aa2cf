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
      "accounts.resume",
      "accounts.read", "accounts.setPassword", "aliases.read", "appPasswords.read", "classes.read", "dns.read",
      "domains.read", "groups.read", "probes.run", "rights.read", "sessions.end", "sessions.read",
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
      en: "Decides who is in a group. Is given with “palomar group set --owner”.",
      es: "Decide quién está en un grupo. Se da con «palomar group set --owner»."),
    allows: (["groups.join", "groups.leave", "groups.read"] as [Permission]).map(PermissionPattern.init(exactly:)))

  /// What every account may by itself, about itself.
  static let user = Role(
    name: "user",
    description: Text(
      en: "Sees one's own account, rights and sessions, and looks after one's passwords and second factor. Every "
        + "account has it, for itself.",
      es: "Ve la cuenta, los permisos y las sesiones propias, y cuida sus contraseñas y su segundo factor. Toda cuenta "
        + "lo tiene, para sí misma."),
    allows: (["accesses.read", "accounts.read", "ownMessages.read", "rights.read"] as [Permission])
      .map(
        PermissionPattern.init(exactly:))
      + ["ownPassword", "passkeys", "secondFactor", "sessions"].map(PermissionPattern.every(of:))
      + [PermissionPattern.every(of: "appPasswords")]
      + ["holdings", "ownRequests"].map(PermissionPattern.every(of:)))

  private init(name: String, description: Text, allows: [PermissionPattern]) {
    self.init(name: name, description: description, allows: allows, denies: [], isBuiltIn: true)
  }
}
