import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: spoken(en: "What programs sign in to the API with.", es: "Con qué entran los programas a la API."),
    discussion: spoken(
      en: "Example: palomar token add ana@example.org ci --allow accounts.add --domain example.org --until 2027-01-01",
      es: "Ejemplo: palomar token add ana@example.org ci --allow accounts.add --domain example.org --until 2027-01-01"),
    subcommands: [List.self, Show.self, Add.self, Change.self, Remove.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the tokens.", es: "Enumera los tokens."),
      discussion: spoken(
        en: "Example: palomar token list --owner ana@example.org",
        es: "Ejemplo: palomar token list --owner ana@example.org"))
    @Option(
      help: ArgumentHelp(spoken(en: "Only of this account.", es: "Solo de esta cuenta.")), transform: Address.init(_:))
    var owner: Address?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let tokens = try await everyPage { try await client.ask(ListTokens(owner: owner, after: $0)) }
      try output.show(tokens) { tokens in
        var table = Table(
          spoken(en: "OWNER", es: "DUEÑO"), "TOKEN", spoken(en: "ALLOWS", es: "PERMITE"),
          spoken(en: "WHERE", es: "DÓNDE"), spoken(en: "UNTIL", es: "HASTA"), spoken(en: "LAST USE", es: "ÚLTIMO USO"))
        for line in tokens {
          table.add(
            line.owner.text, line.name, line.permissions.list, line.scope.text,
            line.until?.formatted(.iso8601) ?? "—", line.lastUsed?.formatted(.iso8601) ?? "—")
        }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one token, without its secret.", es: "Muestra un token, sin su secreto."),
      discussion: spoken(
        en: "Example: palomar token show ana@example.org ci", es: "Ejemplo: palomar token show ana@example.org ci"))
    @OptionGroup var named: TokenName
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let found = try await instance.client.ask(ShowToken(address: named.owner, name: named.name))
      try output.show(found, people: \.text)
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Make a token; its secret is printed once.", es: "Crea un token; su secreto se muestra una vez."),
      discussion: spoken(
        en: """
          It never may more than its owner may at the moment, and nobody gives it what they do not hold themselves.
          Example: palomar token add ana@example.org ci --allow accounts.add accounts.read --network 192.0.2.0/24
          """,
        es: """
          Nunca puede más que su dueño en ese momento, y nadie le da lo que no tiene.
          Ejemplo: palomar token add ana@example.org ci --allow accounts.add accounts.read --network 192.0.2.0/24
          """))
    @OptionGroup var named: TokenName
    @Option(
      parsing: .upToNextOption, help: ArgumentHelp(spoken(en: "What it lets through.", es: "Lo que deja pasar.")),
      transform: PermissionPattern.init(_:))
    var allow: [PermissionPattern]
    @OptionGroup var place: PlaceOption
    @OptionGroup var limits: TokenLimits
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let made = try await instance.client.perform(
        AddToken(
          address: named.owner, name: named.name, permissions: allow, domain: place.domain, networks: limits.network,
          until: limits.until))
      try output.show(made) { made in
        let secret = made.secret.value
        return "\(made.token.text)\n" + spoken(en: "Secret: \(secret)", es: "Secreto: \(secret)")
      }
    }
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: spoken(en: "Change a token; its secret stays.", es: "Modifica un token; su secreto se queda."),
      discussion: spoken(
        en: "What is not given stays. Example: palomar token set ana@example.org ci --until 2026-12-31",
        es: "Lo que no se indica se queda. Ejemplo: palomar token set ana@example.org ci --until 2026-12-31"))
    @OptionGroup var named: TokenName
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(spoken(en: "All that it lets through.", es: "Todo lo que deja pasar.")),
      transform: PermissionPattern.init(_:))
    var allow: [PermissionPattern] = []
    @OptionGroup var limits: TokenLimits
    @Flag(help: ArgumentHelp(spoken(en: "It may come from anywhere.", es: "Puede venir de cualquier sitio.")))
    var anyNetwork = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let changed = try await instance.client.perform(
        ChangeToken(
          address: named.owner, name: named.name, permissions: allow.isEmpty ? nil : allow,
          networks: limits.network.isEmpty && !anyNetwork ? nil : limits.network, until: limits.until))
      try output.show(changed, people: \.text)
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Revoke a token at once.", es: "Revoca un token al momento."),
      discussion: spoken(
        en: "Example: palomar token remove ana@example.org ci", es: "Ejemplo: palomar token remove ana@example.org ci"))
    @OptionGroup var named: TokenName
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.perform(RemoveToken(address: named.owner, name: named.name))) {
        spoken(en: "Token \($0.name) of \($0.owner) revoked.", es: "Token \($0.name) de \($0.owner) revocado.")
      }
    }
  }
}

struct TokenName: ParsableArguments {
  @Argument(
    help: ArgumentHelp(spoken(en: "The account that it acts for.", es: "La cuenta por la que actúa.")),
    transform: Address.init(_:))
  var owner: Address
  @Argument(help: ArgumentHelp(spoken(en: "Its name.", es: "Su nombre."))) var name: String
}

struct TokenLimits: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(spoken(en: "Only from these networks.", es: "Solo desde estas redes.")),
    transform: Network.init(_:))
  var network: [Network] = []
  @Option(help: ArgumentHelp(spoken(en: "Ends by itself then.", es: "Termina solo entonces.")), transform: moment)
  var until: Date?
}

extension Token {
  var text: String {
    let use = lastUsed.map { "\($0.formatted(.iso8601)) (\(lastAddress?.text ?? ""))" } ?? "—"
    return """
      \(name) (\(owner))
      \(spoken(en: "allows", es: "permite")): \(permissions.list)
      \(spoken(en: "where", es: "dónde")): \(scope)
      \(spoken(en: "networks", es: "redes")): \(networks.isEmpty ? "*" : networks.map(\.text).joined(separator: ", "))
      \(spoken(en: "until", es: "hasta")): \(until?.formatted(.iso8601) ?? "—")
      \(spoken(en: "last use", es: "último uso")): \(use)
      """
  }
}
