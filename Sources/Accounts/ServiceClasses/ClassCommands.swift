import ArgumentParser
import MailModel
import Surface

struct ClassCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "class",
    abstract: spoken(
      en: "Classes of service: what accounts may do.", es: "Clases de servicio: qué pueden las cuentas."),
    discussion: spoken(
      en: "Example: palomar class add pupils --quota 500M --protocols imap,submission --forwarding no",
      es: "Ejemplo: palomar class add alumnado --quota 500M --protocols imap,submission --forwarding no"),
    subcommands: [Add.self, List.self, Show.self, Set.self, Remove.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Add a class.", es: "Añade una clase."),
      discussion: spoken(
        en: "Example: palomar class add staff --quota 10G", es: "Ejemplo: palomar class add personal --quota 10G"))
    @Argument var name: String
    @OptionGroup var values: ServiceOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let made = try await instance.client.perform(
        AddClass(name: name, quota: values.quota, protocols: values.protocols, forwards: values.forwarding))
      try output.show(made) { $0.line }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the classes.", es: "Enumera las clases."),
      discussion: spoken(en: "Example: palomar class list --json", es: "Ejemplo: palomar class list --json"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListClasses())) { classes in
        var table = Table(
          spoken(en: "CLASS", es: "CLASE"), spoken(en: "QUOTA", es: "CUOTA"), spoken(en: "PROTOCOLS", es: "PROTOCOLOS"),
          spoken(en: "FORWARDING", es: "REENVÍO"))
        for each in classes {
          table.add(
            each.name, each.quota?.description ?? "—", each.protocols.shown, spokenAnswer(each.forwards))
        }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one class.", es: "Muestra una clase."),
      discussion: spoken(en: "Example: palomar class show staff", es: "Ejemplo: palomar class show personal"))
    @Argument var name: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ShowClass(name: name))) { $0.line }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Change a class, and so its accounts.", es: "Cambia una clase, y con ella sus cuentas."),
      discussion: spoken(
        en: "A quota of 0 is no limit. Example: palomar class set pupils --protocols imap,submission",
        es: "Una cuota de 0 es sin límite. Ejemplo: palomar class set alumnado --protocols imap,submission"))
    @Argument var name: String
    @OptionGroup var values: ServiceOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let changed = try await instance.client.perform(
        ChangeClass(name: name, quota: values.quota, protocols: values.protocols, forwards: values.forwarding))
      try output.show(changed) { $0.line }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Remove a class that nobody has.", es: "Elimina una clase que nadie tiene."),
      discussion: spoken(en: "Example: palomar class remove pupils", es: "Ejemplo: palomar class remove alumnado"))
    @Argument var name: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let gone = try await instance.client.perform(RemoveClass(name: name))
      try output.show(gone) { spoken(en: "\($0.name) removed.", es: "\($0.name) eliminada.") }
    }
  }
}

/// The values of a class, or of an account in place of its class's.
struct ServiceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(spoken(en: "Size limit, as in 500M or 2G.", es: "Límite de tamaño, como 500M o 2G.")),
    transform: ByteCount.init(_:))
  var quota: ByteCount?
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "Some of imap, pop3, managesieve, submission; or none.",
        es: "Algunos de imap, pop3, managesieve, submission; o none.")), transform: Protocols.init(_:))
  var protocols: Protocols?
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "yes or no: whether the user's scripts may send mail on.",
        es: "yes o no: si los filtros de la persona pueden reenviar.")), transform: YesOrNo.parse)
  var forwarding: Bool?
}

func spokenAnswer(_ isSo: Bool) -> String {
  isSo ? spoken(en: "yes", es: "sí") : Text(verbatim: "no")(in: .spoken)
}

extension ServiceClass {
  fileprivate var line: String {
    let quota = self.quota?.description ?? spoken(en: "no limit", es: "sin límite")
    return spoken(
      en: "\(name): quota \(quota); protocols \(protocols.shown); forwarding \(spokenAnswer(forwards))",
      es: "\(name): cuota \(quota); protocolos \(protocols.shown); reenvío \(spokenAnswer(forwards))")
  }
}
