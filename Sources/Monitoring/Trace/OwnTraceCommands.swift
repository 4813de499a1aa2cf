import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension TraceCommand {
  struct Own: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Find what became of one account's own messages.", es: "Busca qué fue de los mensajes de una cuenta."),
      discussion: spoken(
        en: """
          Shows what the account's owner sees in the portal: of others' mail no more than concerns the account.
          Example: palomar trace own ana@example.org --since 7d
          """,
        es: """
          Muestra lo que ve en el portal el dueño de la cuenta: del correo ajeno, solo lo que la atañe.
          Ejemplo: palomar trace own ana@example.org --since 7d
          """))
    @Argument(help: ArgumentHelp(spoken(en: "Whose.", es: "De quién.")), transform: Address.init(_:)) var address:
      Address
    @Argument(
      help: ArgumentHelp(
        spoken(
          en: "An address, a domain, a Message-ID or a queue ID.",
          es: "Una dirección, un dominio, un Message-ID o un identificador de cola.")))
    var text: String?
    @Option(help: ArgumentHelp(TraceCommand.statusHelp), transform: TraceCommand.knownStatus) var status: TraceStatus?
    @Option(
      help: ArgumentHelp(spoken(en: "From 2h, 7d or a moment on.", es: "Desde hace 2h, 7d, o desde un momento.")),
      transform: TraceCommand.past)
    var since: Date?
    @Option(help: ArgumentHelp(spoken(en: "How many, 1,000 at most.", es: "Cuántos, 1.000 como mucho.")))
    var limit = 50
    @Option(help: ArgumentHelp(spoken(en: "Where the last page ended.", es: "Dónde acabó la página anterior.")))
    var after: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let query = FindOwnMessages(
        address: address, text: text, status: status, since: since, after: after, limit: QueryNumber(limit))
      try output.show(try await instance.client.ask(query)) { $0.people }
    }
  }

  struct Uses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "List from where and how a mailbox was used.", es: "Enumera desde dónde y cómo se usó un buzón."),
      discussion: spoken(
        en: """
          Who was let in by others, and why, is told by “palomar user accesses”.
          Example: palomar trace uses ana@example.org --since 30d
          """,
        es: """
          A quién dejaron entrar otros, y por qué, lo dice «palomar user accesses».
          Ejemplo: palomar trace uses ana@example.org --since 30d
          """))
    @Argument(help: ArgumentHelp(spoken(en: "Whose.", es: "De quién.")), transform: Address.init(_:)) var address:
      Address
    @Option(
      help: ArgumentHelp(spoken(en: "From 2h, 7d or a moment on.", es: "Desde hace 2h, 7d, o desde un momento.")),
      transform: TraceCommand.past)
    var since: Date?
    @Option(help: ArgumentHelp(spoken(en: "Until then.", es: "Hasta entonces.")), transform: TraceCommand.past)
    var until: Date?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let query = ListMailboxUses(address: address, since: since, until: until)
      try output.show(try await instance.client.ask(query)) { found in
        var table = Table(
          spoken(en: "LAST", es: "ÚLTIMA"), spoken(en: "TIMES", es: "VECES"), spoken(en: "WHAT", es: "QUÉ"),
          spoken(en: "WHO", es: "QUIÉN"), spoken(en: "BY", es: "POR"), spoken(en: "FROM", es: "DESDE"),
          spoken(en: "APP PASSWORD", es: "CONTRASEÑA DE APLICACIÓN"))
        for use in found.uses {
          table.add(
            use.last.formatted(.iso8601), "\(use.times)", use.kind.words(in: .spoken), use.account,
            Verdict.access(use.access), use.client, use.appPassword ?? "—")
        }
        return table.text + (found.isCut ? "\n" + MailboxUses.cut(in: .spoken) : "")
      }
    }
  }
}

extension Page<TracedMessage> {
  var people: String {
    guard !items.isEmpty else {
      return spoken(en: "Nothing like that in the logs.", es: "No hay nada así en los registros.")
    }
    let more = next.map { spoken(en: "\nMore: --after \($0)", es: "\nMás: --after \($0)") } ?? ""
    return items.map(\.people).joined(separator: "\n") + more
  }
}

extension MailboxUse.Kind {
  var words: Text {
    switch self {
    case .signedIn: Text(en: "signed in", es: "sesión iniciada")
    case .refused: Text(en: "wrong password", es: "contraseña errónea")
    case .sent: Text(en: "sent mail", es: "correo enviado")
    }
  }
}

extension MailboxUses {
  static let cut = Text(
    en: "There was more in this time than is shown; choose a shorter one.",
    es: "En este tiempo hubo más de lo que se muestra; elija uno más corto.")
}
