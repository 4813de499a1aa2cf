import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct SharedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shared",
    abstract: spoken(
      en: "Mailboxes of several people, and access to others' mailboxes.",
      es: "Buzones de varias personas, y acceso a buzones ajenos."),
    discussion: spoken(
      en: "Example: palomar shared grant info@example.org --to ana@example.org --rights manage,send-as",
      es: "Ejemplo: palomar shared grant info@example.org --to ana@example.org --rights manage,send-as"),
    subcommands: [Add.self, List.self, Show.self, Set.self, Remove.self, Grant.self, Revoke.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Add a shared mailbox.", es: "Añade un buzón compartido."),
      discussion: spoken(
        en: "Example: palomar shared add info@example.org --name \"Information\" --quota 5G",
        es: "Ejemplo: palomar shared add info@example.org --name \"Información\" --quota 5G"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var values: SharedOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let made = try await instance.client.perform(
        AddSharedMailbox(address: address, displayName: values.name, quota: values.quota, sent: values.sent))
      try output.show(made) { spoken(en: "\($0.address) added.", es: "\($0.address) añadido.") }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List shared mailboxes.", es: "Enumera los buzones compartidos."),
      discussion: spoken(
        en: "Example: palomar shared list --domain example.org", es: "Ejemplo: palomar shared list --domain example.org"
      ))
    @Option(
      help: ArgumentHelp(spoken(en: "Only of this domain.", es: "Solo de este dominio.")),
      transform: DomainName.init(_:))
    var domain: DomainName?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let mailboxes = try await everyPage { try await client.ask(ListSharedMailboxes(domain: domain, after: $0)) }
      try output.show(mailboxes) { mailboxes in
        var table = Table(
          spoken(en: "ADDRESS", es: "DIRECCIÓN"), spoken(en: "NAME", es: "NOMBRE"), spoken(en: "QUOTA", es: "CUOTA"),
          spoken(en: "COPIES", es: "COPIAS"))
        for mailbox in mailboxes {
          table.add(
            mailbox.address.text, mailbox.displayName, mailbox.quota?.description ?? "—",
            mailbox.sharedSent?.rawValue ?? "")
        }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show a shared mailbox and who has access.", es: "Muestra un buzón y quién tiene acceso."),
      discussion: spoken(
        en: "Example: palomar shared show info@example.org", es: "Ejemplo: palomar shared show info@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let shown = try await instance.client.ask(ShowSharedMailbox(address: address))
      try output.show(shown) { $0.lines(at: Date()) }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Change a shared mailbox.", es: "Modifica un buzón compartido."),
      discussion: spoken(
        en: "Example: palomar shared set info@example.org --sent both",
        es: "Ejemplo: palomar shared set info@example.org --sent both"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var values: SharedOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let changed = try await instance.client.perform(
        ChangeSharedMailbox(address: address, displayName: values.name, quota: values.quota, sent: values.sent))
      try output.show(changed) { $0.sharedLines(at: Date()) }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Remove a shared mailbox; for 30 days it can be restored.",
        es: "Elimina un buzón compartido; durante 30 días puede recuperarse."),
      discussion: spoken(
        en: "“palomar account restore” brings it back. Example: palomar shared remove info@example.org",
        es: "«palomar account restore» lo recupera. Ejemplo: palomar shared remove info@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      _ = try await client.ask(ShowSharedMailbox(address: address))
      let removed = try await client.perform(RemoveAccount(address: address))
      try output.show(removed) { spoken(en: "\($0.address) removed.", es: "\($0.address) eliminado.") }
    }
  }
}

/// What a shared mailbox has beside its address.
struct SharedOptions: ParsableArguments {
  @Option(help: ArgumentHelp(spoken(en: "What it is called.", es: "Cómo se llama."))) var name: String?
  @Option(
    help: ArgumentHelp(spoken(en: "Size limit, as in 500M or 2G.", es: "Límite de tamaño, como 500M o 2G.")),
    transform: ByteCount.init(_:))
  var quota: ByteCount?
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "Whose Sent gets a copy of what is sent as it: shared, both, or sender, as each mail program does it.",
        es: "Qué Sent recibe copia de lo enviado en su nombre: shared, both o sender, como haga cada programa."),
      valueName: "where"), transform: SentPlacement.named)
  var sent: SentPlacement?
}

extension SentPlacement {
  static func named(_ text: String) throws(Fault) -> SentPlacement {
    guard let placement = SentPlacement(rawValue: text) else {
      throw Fault(
        .invalid, en: "copies go to sender, shared or both", es: "las copias van a sender, shared o both", field: "sent"
      )
    }
    return placement
  }
}
