import Kernel
import MailModel

/// A password that somebody chooses, on its way to become a hash: the one way for all of them, whoever sets them where.
enum ChosenPassword {
  /// Its hash, unless it is easy to guess.
  static func hash(_ password: Secret, of owner: PasswordOwner) throws -> Secret {
    try PasswordRule.check(password)
    try requireStrength(password, of: owner)
    return Secret(try PasswordHash(of: password).text)
  }

  /// The same, compared with the list of leaked passwords as well, and not while too many are being hashed.
  static func hash(_ password: Secret, of owner: PasswordOwner, on plane: ControlPlane) async throws -> Secret {
    let (name, policy) = try await plane.store.read { db in
      (try Account.find(owner.address, in: db)?.displayName, try PasswordPolicy.present(in: db))
    }
    var known = owner
    known.displayName += " " + (name ?? "")
    return try await PasswordGate.shared.run { [known] in
      try check(password, of: known, policy)
      return Secret(try PasswordHash(of: password).text)
    }
  }

  /// Throws for a password that nobody may have: too short, easy to guess or stolen somewhere.
  static func check(_ password: Secret, of owner: PasswordOwner, _ policy: PasswordPolicy) throws {
    try PasswordRule.check(password)
    try requireStrength(password, of: owner)
    if let list = policy.leakedList { try LeakedPasswords(path: list).refuse(password) }
  }

  private static func requireStrength(_ password: Secret, of owner: PasswordOwner) throws(Fault) {
    let strength = PasswordStrength(of: password, owner: owner)
    guard !strength.isEnough else { return }
    let why = strength.pattern.words
    throw Fault(
      .invalid, en: "the password is easy to guess: \(why.en)", es: "la contraseña es fácil de adivinar: \(why.es)",
      hint: Self.advice, field: "password")
  }

  static let advice = Text(
    en: "take four or more words that have nothing to do with each other or with you",
    es: "use cuatro o más palabras que no tengan que ver entre sí ni con usted")
}
