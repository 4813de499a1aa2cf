import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: spoken(en: "What happened to a message.", es: "Qué pasó con un mensaje."),
    discussion: spoken(
      en: "Example: palomar trace ana@example.org --since 2h", es: "Ejemplo: palomar trace ana@example.org --since 2h"),
    subcommands: [Find.self, Show.self, Own.self, Uses.self, Retention.self], defaultSubcommand: Find.self)

  struct Find: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Find messages, refusals and sign-ins, the newest first.",
        es: "Busca mensajes, rechazos e inicios de sesión, lo más reciente primero."),
      discussion: spoken(
        en: "Example: palomar trace find --to example.org --status bounced",
        es: "Ejemplo: palomar trace find --to example.org --status bounced"))
    @Argument(
      help: ArgumentHelp(
        spoken(
          en: "An address, a domain, a client's address, a Message-ID or a queue ID.",
          es: "Una dirección, un dominio, la IP de un cliente, un Message-ID o un identificador de cola.")))
    var text: String?
    @Option(help: ArgumentHelp(spoken(en: "The sender, or its domain.", es: "El remitente, o su dominio.")))
    var from: String?
    @Option(help: ArgumentHelp(spoken(en: "A recipient, or its domain.", es: "Un destinatario, o su dominio.")))
    var to: String?
    @Option(help: ArgumentHelp(spoken(en: "A queue ID or Message-ID.", es: "Un identificador de cola o Message-ID.")))
    var id: String?
    @Option(help: ArgumentHelp(spoken(en: "A client's address.", es: "La IP de un cliente."))) var client: String?
    @Option(help: ArgumentHelp(spoken(en: "Who was signed in.", es: "Quién había iniciado sesión.")))
    var account: String?
    @Option(help: ArgumentHelp(TraceCommand.statusHelp), transform: TraceCommand.knownStatus) var status: TraceStatus?
    @Option(
      help: ArgumentHelp(spoken(en: "From 2h, 7d or a moment on.", es: "Desde hace 2h, 7d, o desde un momento.")),
      transform: TraceCommand.past)
    var since: Date?
    @Option(help: ArgumentHelp(spoken(en: "Until then.", es: "Hasta entonces.")), transform: TraceCommand.past)
    var until: Date?
    @Option(help: ArgumentHelp(spoken(en: "How many, 1,000 at most.", es: "Cuántos, 1.000 como mucho.")))
    var limit = 50
    @Option(help: ArgumentHelp(spoken(en: "Where the last page ended.", es: "Dónde acabó la página anterior.")))
    var after: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let question = TraceQuestion(
        text: text, from: from, to: to, id: id, client: client, account: account, status: status, since: since,
        until: until)
      let query = FindMessages(question, after: after, limit: QueryNumber(limit))
      try output.show(try await instance.client.ask(query)) { $0.people }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Show one message step by step, and its lines.", es: "Muestra un mensaje paso a paso, y sus líneas."),
      discussion: spoken(en: "Example: palomar trace show 4fX2Qy1z", es: "Ejemplo: palomar trace show 4fX2Qy1z"))
    @Argument(help: ArgumentHelp(spoken(en: "Its queue ID.", es: "Su identificador de cola."))) var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ShowMessage(id: id))) { $0.people }
    }
  }

  static let statusHelp: String = {
    let names = TraceStatus.allCases.map { "\($0)" }.joined(separator: ", ")
    return spoken(en: "One of: \(names).", es: "Uno de: \(names).")
  }()

  @Sendable static func knownStatus(_ text: String) throws -> TraceStatus {
    guard let status = TraceStatus(name: text) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is no status", es: "«\(text.prefix(40))» no es un estado",
        hint: Text(verbatim: statusHelp))
    }
    return status
  }

  /// `90s`, `30m`, `2h`, `7d`, or a moment.
  @Sendable static func past(_ text: String) throws -> Date {
    if let unit = text.last.flatMap({ timeUnits[$0] }), let count = Double(text.dropLast()), count >= 0 {
      return Date(timeIntervalSinceNow: -count * Double(unit))
    }
    return try moment(text)
  }
}

extension TracedMessage {
  var people: String {
    let when = first.formatted(.iso8601)
    let who = kind == .signIn ? account ?? "?" : sender.map { $0.isEmpty ? "<>" : $0 } ?? "?"
    let to = recipients.map(\.address).filter { !$0.isEmpty }.joined(separator: ", ")
    let arrow = to.isEmpty ? "" : " → \(to)"
    return "\(when)  \(id)  \(who)\(arrow)\n    \(verdict(in: .spoken))"
  }
}

extension TracedStory {
  var people: String {
    var parts = [message.people]
    if let messageID = message.messageID { parts.append("    Message-ID: <\(messageID)>") }
    if let filter = message.filter {
      let symbols = filter.symbols.prefix(8).map { "\($0.name) \($0.score)" }.joined(separator: ", ")
      parts.append(
        spoken(
          en: "    Filter: \(filter.score) of \(filter.threshold): \(symbols)",
          es: "    Filtro: \(filter.score) de \(filter.threshold): \(symbols)"))
    }
    for recipient in message.recipients {
      guard let delay = recipient.delay, let stages = recipient.stages, stages.count == 4 else { continue }
      parts.append(
        spoken(
          en: "    \(recipient.address): \(delay) s (before the queue \(stages[0]), in it \(stages[1]), "
            + "connecting \(stages[2]), sending \(stages[3]))",
          es: "    \(recipient.address): \(delay) s (antes de la cola \(stages[0]), en ella \(stages[1]), "
            + "conectando \(stages[2]), enviando \(stages[3]))"))
    }
    parts += steps.compactMap { step in
      step.words.map { "    \(step.at.formatted(.iso8601))  \($0(in: .spoken))" }
    }
    parts += steps.map { "  \($0.line)" }
    if !linked.isEmpty {
      parts.append(spoken(en: "Goes with:", es: "Va con:"))
      parts += linked.map(\.people)
    }
    return parts.joined(separator: "\n")
  }
}
