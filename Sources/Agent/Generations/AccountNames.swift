import Foundation
import MailModel

/// Users and groups of the host by name.
enum AccountNames {
  static func uid(_ name: String) throws -> UInt32 {
    guard let uid = findUser(name)?.uid else { throw missing(name) }
    return uid
  }

  static func gid(_ name: String) throws -> UInt32 {
    var entry = group()
    var buffer = [CChar](repeating: 0, count: 65_536)
    var found: UnsafeMutablePointer<group>?
    getgrnam_r(name, &entry, &buffer, buffer.count, &found)
    guard found != nil else { throw missing(name) }
    return entry.gr_gid
  }

  /// The user and its primary group, `nil` when the host has no such user.
  static func findUser(_ name: String) -> NumericUser? {
    var entry = passwd()
    var buffer = [CChar](repeating: 0, count: 65_536)
    var found: UnsafeMutablePointer<passwd>?
    getpwnam_r(name, &entry, &buffer, buffer.count, &found)
    return found == nil ? nil : NumericUser(uid: entry.pw_uid, gid: entry.pw_gid)
  }

  private static func missing(_ name: String) -> Fault {
    Fault(
      .unavailable, en: "this host has no user or group “\(name)”",
      es: "este equipo no tiene el usuario o grupo «\(name)»",
      hint: Text(
        en: "install the mail programs: palomar-agent preflight names their packages",
        es: "instale los programas de correo: palomar-agent preflight nombra sus paquetes"))
  }
}
