import ArgumentParser
import Foundation
import MailModel
import Surface

extension AccountCommand {
  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Change what an account is and may do.", es: "Cambia lo que una cuenta es y puede."),
      discussion: spoken(
        en: """
          A quota of 0 is no limit. What its class decides takes a --reason to be otherwise; giving it a class again takes
          that back.
          Example: palomar account set ana@example.org --quota 5G --reason "archives of the project"
          """,
        es: """
          Una cuota de 0 es sin límite. Lo que decide su clase necesita --reason para ser distinto; darle de nuevo una clase
          lo deshace.
          Ejemplo: palomar account set ana@example.org --quota 5G --reason "archivos del proyecto"
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(help: ArgumentHelp(spoken(en: "The person's name.", es: "El nombre de la persona."))) var name: String?
    @Option(
      name: .customLong("class"),
      help: ArgumentHelp(
        spoken(en: "Its class of service; or none.", es: "Su clase de servicio; o none."), valueName: "name"))
    var serviceClass: String?
    @OptionGroup var values: ServiceOptions
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "yes or no: whether the main password opens mail programs, or app passwords alone do.",
          es: "yes o no: si la contraseña principal abre los programas de correo, o solo las de aplicación.")),
      transform: YesOrNo.parse)
    var mainPassword: Bool?
    @Option(help: ArgumentHelp(spoken(en: "Why it differs from its class.", es: "Por qué difiere de su clase.")))
    var reason: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      if let serviceClass {
        _ = try await client.perform(
          AssignClass(address: address, serviceClass: serviceClass == "none" ? nil : serviceClass))
      }
      var change = ChangeAccount(address: address, displayName: name, quota: values.quota)
      change.protocols = values.protocols
      change.forwards = values.forwarding
      change.mainOpens = mainPassword
      change.reason = reason
      let account = try await client.perform(change)
      try output.show(account) { spoken(en: "\($0.address) changed.", es: "\($0.address) modificada.") }
    }
  }
}

/// An account with what it may do, as `account show` has it.
struct AccountAndService: Encodable {
  let account: Account
  let service: EffectiveService

  /// One object: the account's fields, and `service` among them.
  func encode(to encoder: any Encoder) throws {
    try account.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(service, forKey: .service)
  }

  private enum Key: String, CodingKey { case service }
}
