import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct SCIMCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scim",
    abstract: spoken(
      en: "Let another system keep the accounts of a domain.",
      es: "Deja que otro sistema lleve las cuentas de un dominio."),
    discussion: spoken(
      en: """
        Over SCIM 2.0 (RFC 7644) at /scim/v2 of the console's address, as identity providers speak it.
        Example: palomar scim token robot@example.org --domain example.org
        """,
      es: """
        Por SCIM 2.0 (RFC 7644) en /scim/v2 de la dirección de la consola, como lo hablan los proveedores de identidad.
        Ejemplo: palomar scim token robot@example.org --domain example.org
        """),
    subcommands: [MakeToken.self])

  struct MakeToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "token",
      abstract: spoken(
        en: "Make a token that may just that; it is printed once.",
        es: "Crea un token que puede justo eso; se muestra una vez."),
      discussion: spoken(
        en: """
          It acts for an account that may do all that in the domain itself, such as an administrator's.
          Example: palomar scim token robot@example.org --domain example.org --network 192.0.2.0/24
          """,
        es: """
          Actúa por una cuenta que puede todo eso en el dominio, como la de un administrador.
          Ejemplo: palomar scim token robot@example.org --domain example.org --network 192.0.2.0/24
          """))
    @Argument(
      help: ArgumentHelp(spoken(en: "The account that it acts for.", es: "La cuenta por la que actúa.")),
      transform: Address.init(_:))
    var owner: Address
    @Option(help: ArgumentHelp(spoken(en: "Its name.", es: "Su nombre."))) var name = "scim"
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "The domain whose accounts are kept; names without a domain are of it.",
          es: "El dominio cuyas cuentas se llevan; los nombres sin dominio son de él.")),
      transform: DomainName.init(_:))
    var domain: DomainName
    @OptionGroup var limits: TokenLimits
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    /// What the protocol does to accounts and their aliases.
    private static let permissions: [Permission] = [
      AddAccount.permission, ChangeAccount.permission, SetPassword.permission,
      SuspendAccount.permission, ResumeAccount.permission, RemoveAccount.permission, RestoreAccount.permission,
      ListAccounts.permission, AddAlias.permission, RemoveAlias.permission,
      AddGroup.permission, ChangeGroup.permission, JoinGroup.permission, LeaveGroup.permission, RemoveGroup.permission,
      ListGroups.permission,
    ]

    func run() async throws {
      let made = try await instance.client.perform(
        AddToken(
          address: owner, name: name, permissions: Self.permissions.map(PermissionPattern.init(exactly:)),
          domain: domain,
          networks: limits.network, until: limits.until))
      try output.show(made) { made in
        let secret = made.secret.value
        return "\(made.token.text)\n" + spoken(en: "Secret: \(secret)", es: "Secreto: \(secret)")
      }
    }
  }
}
