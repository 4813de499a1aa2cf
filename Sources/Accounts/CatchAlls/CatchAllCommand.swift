import ArgumentParser
import MailModel
import Surface

extension DomainCommand {
  /// Without an option it shows what is.
  struct CatchAllCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "catch-all",
      abstract: spoken(
        en: "Who gets mail for addresses that nobody has.", es: "Quién recibe el correo de direcciones que nadie tiene."
      ),
      discussion: spoken(
        en: """
          Without it such mail is refused, and its sender knows. With it the mailbox fills with spam to invented names.
          Accounts, aliases and groups win always.
          Example: palomar domain catch-all example.org --to desk@example.org
          """,
        es: """
          Sin ello se rechaza ese correo, y quien escribe se entera. Con ello el buzón se llena de correo basura a nombres
          inventados. Las cuentas, los alias y los grupos ganan siempre.
          Ejemplo: palomar domain catch-all example.org --to desk@example.org
          """))
    @Argument(transform: DomainName.init(_:)) var domain: DomainName
    @Option(
      name: .customLong("to"),
      help: ArgumentHelp(
        spoken(en: "The mailbox, of a person or shared.", es: "El buzón, personal o compartido."), valueName: "address"),
      transform: Address.init(_:))
    var target: Address?
    @Flag(help: ArgumentHelp(spoken(en: "Refuse such mail again.", es: "Vuelve a rechazar ese correo."))) var none =
      false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func validate() throws {
      guard target == nil || !none else {
        throw Fault(.invalid, en: "--to and --none exclude each other", es: "--to y --none se excluyen")
      }
    }

    func run() async throws {
      let client = instance.client
      guard !none else {
        let catchAll = try await client.perform(RemoveCatchAll(domain: domain))
        return try output.show(catchAll) {
          spoken(
            en: "Mail for unknown addresses of \($0.domain) is refused.",
            es: "Se rechaza el correo de direcciones desconocidas de \($0.domain).")
        }
      }
      guard let target else {
        return try output.show(try await client.ask(ShowCatchAll(domain: domain)), people: \.line)
      }
      let catchAll = try await client.perform(SetCatchAll(domain: domain, target: target))
      try output.show(catchAll) {
        $0.line + "\n"
          + spoken(
            en: "It will draw spam: aliases for the names that people really use are better.",
            es: "Atraerá correo basura: son mejores los alias para los nombres que de verdad se usan.")
      }
    }
  }
}

extension CatchAll {
  fileprivate var line: String {
    spoken(
      en: "Unknown addresses of \(domain) → \(target)", es: "Direcciones desconocidas de \(domain) → \(target)")
  }
}
