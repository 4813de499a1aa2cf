import ArgumentParser
import MailModel
import Surface

struct AliasCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alias",
    abstract: spoken(en: "Addresses whose mail goes to others.", es: "Direcciones cuyo correo va a otras."),
    discussion: spoken(
      en: "Example: palomar alias add info@example.org --to ana@example.org luis@example.org",
      es: "Ejemplo: palomar alias add info@example.org --to ana@example.org luis@example.org"),
    subcommands: [Add.self, Change.self, List.self, Show.self, Remove.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Add an alias, or targets to one.", es: "Añade un alias, o destinos a uno."),
      discussion: spoken(
        en: "Example: palomar alias add info@example.org --to ana@example.org luis@example.org",
        es: "Ejemplo: palomar alias add info@example.org --to ana@example.org luis@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(
      name: .customLong("to"), parsing: .upToNextOption,
      help: ArgumentHelp(spoken(en: "Where its mail goes.", es: "Adónde va su correo."), valueName: "address"),
      transform: Address.init(_:))
    var targets: [Address]
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let alias = try await instance.client.perform(AddAlias(address: address, targets: targets))
      try output.show(alias) { $0.line }
    }
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: spoken(
        en: "Have an alias point at these and no others.", es: "Hace que un alias apunte a estas y a ninguna otra."),
      discussion: spoken(
        en: "Example: palomar alias set info@example.org --to luis@example.org",
        es: "Ejemplo: palomar alias set info@example.org --to luis@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(
      name: .customLong("to"), parsing: .upToNextOption,
      help: ArgumentHelp(spoken(en: "Where its mail goes.", es: "Adónde va su correo."), valueName: "address"),
      transform: Address.init(_:))
    var targets: [Address]
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let alias = try await instance.client.perform(ChangeAlias(address: address, targets: targets))
      try output.show(alias) { $0.line }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List aliases.", es: "Enumera los alias."),
      discussion: spoken(en: "Example: palomar alias list --json", es: "Ejemplo: palomar alias list --json"))
    @Option(
      help: ArgumentHelp(spoken(en: "Only of this domain.", es: "Solo de este dominio.")),
      transform: DomainName.init(_:))
    var domain: DomainName?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let aliases = try await everyPage { try await client.ask(ListAliases(domain: domain, after: $0)) }
      try output.show(aliases) { aliases in
        var table = Table("ALIAS", spoken(en: "GOES TO", es: "VA A"))
        for alias in aliases { table.add(alias.address.text, alias.targets.map(\.text).joined(separator: ", ")) }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one alias.", es: "Muestra un alias."),
      discussion: spoken(
        en: "Example: palomar alias show info@example.org", es: "Ejemplo: palomar alias show info@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ShowAlias(address: address))) { $0.line }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Remove an alias.", es: "Elimina un alias."),
      discussion: spoken(
        en: "Example: palomar alias remove info@example.org", es: "Ejemplo: palomar alias remove info@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let alias = try await instance.client.perform(RemoveAlias(address: address))
      try output.show(alias) { spoken(en: "\($0.address) removed.", es: "\($0.address) eliminado.") }
    }
  }
}

extension Alias {
  fileprivate var line: String { "\(address) → \(targets.map(\.text).joined(separator: ", "))" }
}
