import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension DomainCommand {
  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Say what a domain may have, and what its new accounts get.",
        es: "Di lo que un dominio puede tener, y lo que reciben sus cuentas nuevas."),
      discussion: spoken(
        en: """
          0 is no limit. What there is already stays; only what would be more is refused.
          Example: palomar domain set example.org --max-accounts 100 --max-quota 200G --quota 2G
          """,
        es: """
          0 es sin límite. Lo que ya hay se queda; solo se niega lo que sería más.
          Ejemplo: palomar domain set example.org --max-accounts 100 --max-quota 200G --quota 2G
          """))
    @Argument(transform: DomainName.init(_:)) var name: DomainName
    @Option(help: ArgumentHelp(spoken(en: "At most so many accounts.", es: "Como mucho tantas cuentas.")))
    var maxAccounts: Int?
    @Option(
      help: ArgumentHelp(spoken(en: "At most so many aliases and groups.", es: "Como mucho tantos alias y grupos.")))
    var maxAliases: Int?
    @Option(
      help: ArgumentHelp(
        spoken(en: "At most so much quota in all, as in 200G.", es: "Como mucho tanta cuota en total, como 200G.")),
      transform: ByteCount.init(_:))
    var maxQuota: ByteCount?
    @Option(
      name: .customLong("class"),
      help: ArgumentHelp(
        spoken(en: "The class that new accounts get; or none.", es: "La clase de las cuentas nuevas; o none."),
        valueName: "name"))
    var defaultClass: String?
    @Option(
      help: ArgumentHelp(spoken(en: "The quota that new accounts get.", es: "La cuota de las cuentas nuevas.")),
      transform: ByteCount.init(_:))
    var quota: ByteCount?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      if maxAccounts != nil || maxAliases != nil || maxQuota != nil {
        let limits = LimitDomain(
          domain: name, accounts: maxAccounts.map { QueryNumber($0) }, aliases: maxAliases.map { QueryNumber($0) },
          quota: maxQuota)
        _ = try await client.perform(limits)
      }
      if defaultClass != nil || quota != nil {
        let change = ChangeDomain(
          domain: name, defaultClass: defaultClass == "none" ? "" : defaultClass, defaultQuota: quota)
        _ = try await client.perform(change)
      }
      let shown = try await DomainAndUse(of: name, from: client)
      try output.show(shown, people: \.text)
    }
  }
}

/// A domain with what it gives out, as `domain show` has it.
struct DomainAndUse: Encodable {
  let domain: Domain
  let use: DomainUse
  /// Who gets mail for addresses that nobody has; `nil` refuses it.
  let catchAll: Address?

  init(of name: DomainName, from client: ControlClient) async throws {
    domain = try await client.ask(ShowDomain(domain: name))
    use = try await client.ask(ShowDomainUse(domain: name))
    catchAll = try await client.ask(ListCatchAlls()).first { $0.domain == name }?.target
  }

  /// One object: the domain's fields, and `use` among them.
  func encode(to encoder: any Encoder) throws {
    try domain.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(use, forKey: .use)
    try container.encodeIfPresent(catchAll, forKey: .catchAll)
  }

  private enum Key: String, CodingKey { case use, catchAll }

  /// For people, a line for each thing.
  var text: String {
    let none = spoken(en: "no limit", es: "sin límite")
    let (limits, given) = (domain.limits, (try? ByteCount(bytes: use.quota).description) ?? "\(use.quota)")
    func of(_ most: String?) -> String { spoken(en: "of \(most ?? none)", es: "de \(most ?? none)") }
    var lines = [
      "\(spoken(en: "domain", es: "dominio")): \(domain.name.unicode)", "DKIM: \(domain.selector)",
      "\(spoken(en: "since", es: "desde")): \(domain.created.formatted(.iso8601))",
      "\(spoken(en: "accounts", es: "cuentas")): \(use.accounts) \(of(limits.accounts.map(String.init)))",
      "\(spoken(en: "aliases and groups", es: "alias y grupos")): \(use.aliases) \(of(limits.aliases.map(String.init)))",
      "\(spoken(en: "quota given out", es: "cuota repartida")): \(given) \(of(limits.quota?.description))",
    ]
    if let catchAll {
      lines.append(
        spoken(en: "unknown addresses: to \(catchAll)", es: "direcciones desconocidas: a \(catchAll)"))
    }
    if let name = domain.defaultClass {
      lines.append(spoken(en: "new accounts get the class \(name)", es: "las cuentas nuevas reciben la clase \(name)"))
    } else if let quota = domain.defaultQuota {
      lines.append(spoken(en: "new accounts get \(quota)", es: "las cuentas nuevas reciben \(quota)"))
    }
    return lines.joined(separator: "\n")
  }
}
