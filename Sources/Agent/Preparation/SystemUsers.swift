import Foundation
import MailModel

/// The users that Palomar adds to a host: one for the control plane, one that owns all mail.
enum SystemUsers {
  static let control = "palomar"
  static let mail = HostFacts.mailUserName

  /// Adds those that are missing, without a home, a shell or a password.
  static func create() async throws {
    for name in [control, mail] where AccountNames.findUser(name) == nil {
      try await Program(
        "/usr/sbin/useradd",
        [
          "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin",
          "--", name,
        ]
      ).succeed()
    }
  }

  static func missing(_ name: String) -> Fault {
    Fault(
      .unavailable, en: "this host has no user “\(name)”", es: "este equipo no tiene el usuario «\(name)»",
      hint: Text(en: "start palomar-agent as root: it adds it", es: "inicie palomar-agent como root: él lo crea"))
  }
}
