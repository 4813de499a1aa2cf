import ArgumentParser
import Foundation
import MailModel
import Surface

/// Where a command takes a password from: never from its arguments, which everybody on the host can read.
package struct PasswordOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      spoken(en: "Read the password from standard input.", es: "Lee la contraseña de la entrada estándar.")))
  package var passwordStdin = false

  package init() {}

  /// The password, and whether it was made here and must be printed.
  package func chosen() throws -> (secret: Secret, printed: String?) {
    guard passwordStdin else {
      let made = GeneratedPassword.make()
      return (Secret(made), made)
    }
    guard let line = readLine(), !line.isEmpty else {
      throw Fault(
        .invalid, en: "standard input holds no password", es: "la entrada estándar no trae contraseña",
        hint: Text(en: "write it as one line", es: "escríbala en una línea"))
    }
    return (Secret(line), nil)
  }
}

/// Twenty characters that nobody confuses with each other: about 98 bits.
package enum GeneratedPassword {
  private static let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")

  package static func make() -> String {
    let groups = (0..<4).map { _ in String((0..<5).compactMap { _ in letters.randomElement() }) }
    return groups.joined(separator: "-")
  }
}

/// An account whose password was just set; shown once.
struct NewPassword: Encodable {
  let account: Account
  let password: String?

  func people(_ line: String) -> String {
    guard let password else { return line }
    return line + "\n" + spoken(en: "Password: \(password)", es: "Contraseña: \(password)")
  }
}
