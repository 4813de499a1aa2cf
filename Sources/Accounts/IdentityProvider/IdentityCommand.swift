import ArgumentParser
import Foundation
import MailModel
import Surface

struct IdentityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity",
    abstract: spoken(en: "Who vouches for people.", es: "Quién responde por las personas."),
    discussion: spoken(
      en: "Example: palomar identity provider show", es: "Ejemplo: palomar identity provider show"),
    subcommands: [Provider.self])

  struct Provider: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "provider",
      abstract: spoken(
        en: "An OpenID Connect provider that people sign in to the console with.",
        es: "Un proveedor de OpenID Connect con que se entra en la consola."),
      discussion: spoken(
        en: """
          Register https://HOST:PORT/sign-in/provider/answer there, with the console's name and port.
          Example: palomar identity provider set --issuer https://id.example.org --client-id palomar --client-secret-stdin
          """,
        es: """
          Registre allí https://EQUIPO:PUERTO/sign-in/provider/answer, con el nombre y el puerto de la consola.
          Ejemplo: palomar identity provider set --issuer https://id.example.org --client-id palomar --client-secret-stdin
          """),
      subcommands: [Show.self, Set.self, Check.self, Remove.self])
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show it, without its secret.", es: "Lo muestra, sin su secreto."),
      discussion: spoken(
        en: "Example: palomar identity provider show --json", es: "Ejemplo: palomar identity provider show --json"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ShowIdentityProvider()), people: \.lines)
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Name it, or change what is given.", es: "Lo indica, o cambia lo que se dé."),
      discussion: spoken(
        en: """
          With --required yes its accounts come into the console through it alone: not by password, not by passkey. Mail \
          programs are not concerned: see account set --main-password no. A new issuer or client ID needs its secret anew.
          Example: palomar identity provider set --required yes --domains example.org
          """,
        es: """
          Con --required yes sus cuentas entran en la consola solo por él: ni con contraseña ni con llave de acceso. No \
          afecta a los programas de correo: vea account set --main-password no. Otro emisor o ID pide de nuevo su secreto.
          Ejemplo: palomar identity provider set --required yes --domains example.org
          """))
    @Option(help: ArgumentHelp(spoken(en: "Its URL, as it says itself.", es: "Su URL, como él mismo la dice.")))
    var issuer: String?
    @Option(name: .customLong("client-id"), help: ArgumentHelp(spoken(en: "What it calls us.", es: "Cómo nos llama.")))
    var clientID: String?
    @Flag(
      help: ArgumentHelp(
        spoken(en: "Read the client's secret from standard input.", es: "Lee de la entrada estándar el secreto.")))
    var clientSecretStdin = false
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "The claim that is the account's address. Default: email.",
          es: "El dato que es la dirección de la cuenta. Por omisión, email.")))
    var claim: String?
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(spoken(en: "Only accounts of these.", es: "Solo cuentas de estos.")),
      transform: DomainName.init(_:))
    var domains: [DomainName] = []
    @Flag(help: ArgumentHelp(spoken(en: "Accounts of every domain.", es: "Cuentas de todos los dominios.")))
    var allDomains = false
    @Option(
      help: ArgumentHelp(
        spoken(en: "What the sign-in page calls it.", es: "Cómo lo llama la página de inicio de sesión.")))
    var label: String?
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "yes: nobody enters the console without it.",
          es: "yes: nadie entra en la consola sin él. no: es opcional.")),
      transform: YesOrNo.parse)
    var required: Bool?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      var action = SetIdentityProvider()
      action.issuer = issuer
      action.clientID = clientID
      action.clientSecret = clientSecretStdin ? readLine().map(Secret.init) : nil
      action.claim = claim
      action.domains = allDomains ? [] : domains.isEmpty ? nil : domains
      action.label = label
      action.isRequired = required
      try output.show(try await instance.client.perform(action), people: \.lines)
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Look whether it answers.", es: "Comprueba si responde."),
      discussion: spoken(
        en: "Example: palomar identity provider check", es: "Ejemplo: palomar identity provider check"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.inspect(CheckIdentityProvider())) {
        spoken(
          en: "It answers: people sign in at \($0.signIn); \($0.keys) keys.",
          es: "Responde: se entra en \($0.signIn); \($0.keys) claves.")
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Let nobody in through it any more.", es: "Nadie más entra por él."),
      discussion: spoken(
        en: "Example: palomar identity provider remove", es: "Ejemplo: palomar identity provider remove"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.perform(RemoveIdentityProvider())) {
        spoken(en: "\($0.label) removed.", es: "\($0.label) eliminado.")
      }
    }
  }
}

extension IdentityProvider {
  fileprivate var lines: String {
    let everywhere = spoken(en: "all", es: "todos")
    return [
      "\(spoken(en: "issuer", es: "emisor")): \(issuer)",
      "\(spoken(en: "client ID", es: "ID de cliente")): \(clientID)",
      "\(spoken(en: "client secret", es: "secreto de cliente")): \(spokenAnswer(isConfidential))",
      "\(spoken(en: "claim", es: "dato")): \(claim)",
      "\(spoken(en: "domains", es: "dominios")): \(domains.isEmpty ? everywhere : domains.map(\.name).joined(separator: ", "))",
      "\(spoken(en: "label", es: "etiqueta")): \(label)",
      "\(spoken(en: "required", es: "obligatorio")): \(spokenAnswer(isRequired))",
    ].joined(separator: "\n")
  }
}
