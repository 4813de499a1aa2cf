import ArgumentParser
import MailModel
import Surface

struct DomainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "domain",
    abstract: spoken(en: "Domains that the service receives mail for.", es: "Dominios para los que se recibe correo."),
    discussion: spoken(
      en: "Example: palomar domain add example.org && palomar dns records example.org",
      es: "Ejemplo: palomar domain add example.org && palomar dns records example.org"),
    subcommands: [Add.self, List.self, Show.self, Set.self, CatchAllCommand.self, Remove.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Add a domain; its mail is accepted at once.", es: "Añade un dominio; su correo se acepta al momento."),
      discussion: spoken(en: "Example: palomar domain add example.org", es: "Ejemplo: palomar domain add example.org"))
    @Argument(transform: DomainName.init(_:)) var name: DomainName
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let domain = try await instance.client.perform(AddDomain(domain: name))
      try output.show(domain) {
        spoken(
          en: "\($0.name) added. Publish its records: palomar dns records \($0.name)",
          es: "\($0.name) añadido. Publique sus registros: palomar dns records \($0.name)")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the domains.", es: "Enumera los dominios."),
      discussion: spoken(en: "Example: palomar domain list --json", es: "Ejemplo: palomar domain list --json"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListDomains())) { domains in
        var table = Table(spoken(en: "DOMAIN", es: "DOMINIO"), "DKIM", spoken(en: "SINCE", es: "DESDE"))
        for domain in domains {
          table.add(domain.name.unicode, domain.selector.label, domain.created.formatted(.iso8601))
        }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one domain.", es: "Muestra un dominio."),
      discussion: spoken(en: "Example: palomar domain show example.org", es: "Ejemplo: palomar domain show example.org")
    )
    @Argument(transform: DomainName.init(_:)) var name: DomainName
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let shown = try await DomainAndUse(of: name, from: instance.client)
      try output.show(shown, people: \.text)
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Remove a domain without accounts and aliases.", es: "Elimina un dominio sin cuentas ni alias."),
      discussion: spoken(
        en: "Example: palomar domain remove example.org", es: "Ejemplo: palomar domain remove example.org"))
    @Argument(transform: DomainName.init(_:)) var name: DomainName
    @Flag(
      help: ArgumentHelp(
        spoken(
          en: "End removed accounts that could still be restored too; their mail is set aside on the host.",
          es: "Acaba también con las cuentas eliminadas que aún podrían recuperarse; su correo se aparta en el equipo.")
      ))
    var purge = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let domain = try await instance.client.perform(RemoveDomain(domain: name, purges: purge))
      try output.show(domain) { spoken(en: "\($0.name) removed.", es: "\($0.name) eliminado.") }
    }
  }
}
