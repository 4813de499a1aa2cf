import ArgumentParser
import Foundation
import MailModel
import Surface

/// `palomar account passkeys ADDRESS VERB`: the address stands first, as in “whose”.
struct PasskeyCommand: AsyncParsableCommand {
  enum Verb: String, ExpressibleByArgument, CaseIterable { case list, rename, remove }

  static let configuration = CommandConfiguration(
    commandName: "passkeys",
    abstract: spoken(
      en: "The passkeys that an account signs in to the console with.",
      es: "Las llaves de acceso con que una cuenta entra en la consola."),
    discussion: spoken(
      en: """
        Its owner adds them in the console. Removing one ends the account's sessions.
        Example: palomar account passkeys ana@example.org remove phone
        """,
      es: """
        Su titular las añade en la consola. Al eliminar una terminan las sesiones de la cuenta.
        Ejemplo: palomar account passkeys ana@example.org remove móvil
        """))
  @Argument(transform: Address.init(_:)) var address: Address
  @Argument(help: ArgumentHelp("list, rename, remove")) var verb = Verb.list
  @Argument(help: ArgumentHelp(spoken(en: "Which one.", es: "Cuál."))) var name: String?
  @Option(help: ArgumentHelp(spoken(en: "Its new name.", es: "Su nombre nuevo."), valueName: "name")) var to: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard (verb == .list) == (name == nil), (verb == .rename) == (to != nil) else {
      throw ValidationError(
        spoken(
          en: "“rename NAME --to NEW” and “remove NAME” say which one; “list” does not.",
          es: "«rename NOMBRE --to NUEVO» y «remove NOMBRE» dicen cuál; «list» no."))
    }
  }

  func run() async throws {
    let client = instance.client
    switch verb {
    case .list:
      try output.show(try await client.ask(ListPasskeys(address: address))) { passkeys in
        passkeys.isEmpty ? spoken(en: "No passkeys.", es: "Sin llaves de acceso.") : table(of: passkeys)
      }
    case .rename:
      let action = RenamePasskey(address: address, name: name ?? "", newName: to ?? "")
      try output.show(try await client.perform(action)) {
        spoken(en: "It is called “\($0.name)” now.", es: "Ahora se llama «\($0.name)».")
      }
    case .remove:
      let gone = try await client.perform(RemovePasskey(address: address, name: name ?? ""))
      try output.show(gone) { spoken(en: "“\($0.name)” removed.", es: "«\($0.name)» eliminada.") }
    }
  }

  private func table(of passkeys: [Passkey]) -> String {
    var table = Table(
      spoken(en: "NAME", es: "NOMBRE"), spoken(en: "FOR", es: "PARA"), spoken(en: "COPIED", es: "COPIADA"),
      spoken(en: "MADE", es: "CREADA"), spoken(en: "LAST USE", es: "ÚLTIMO USO"))
    for passkey in passkeys {
      table.add(
        passkey.name, passkey.relyingParty, passkey.copies(in: .spoken), passkey.created.formatted(.iso8601),
        passkey.lastUsed?.formatted(.iso8601) ?? "—")
    }
    return table.text
  }
}

extension Passkey {
  /// Whether other devices of its owner have it.
  func copies(in language: Language) -> String {
    let text =
      if isBackedUp {
        Text(en: "yes", es: "sí")
      } else if isBackupEligible {
        Text(en: "not yet", es: "aún no")
      } else {
        Text(en: "no", es: "no puede")
      }
    return text(in: language)
  }
}
