import ArgumentParser
import Foundation
import MailModel
import Surface

/// `palomar account filters ADDRESS VERB`.
struct FiltersCommand: AsyncParsableCommand {
  enum Verb: String, ExpressibleByArgument, CaseIterable { case show, set, remove }

  static let configuration = CommandConfiguration(
    commandName: "filters",
    abstract: spoken(
      en: "What becomes of incoming mail by itself.", es: "Qué pasa por sí solo con el correo entrante."),
    discussion: spoken(
      en: """
        All conditions must hold. The filters run in their order, before the person's own script.
        Example: palomar account filters ana@example.org set lists --subject '[list]' --file Lists
        """,
      es: """
        Deben cumplirse todas las condiciones. Los filtros actúan en su orden, antes del script de la persona.
        Ejemplo: palomar account filters ana@example.org set listas --subject '[lista]' --file Listas
        """))
  @Argument(transform: Address.init(_:)) var address: Address
  @Argument(help: ArgumentHelp("show, set, remove")) var verb = Verb.show
  @Argument(help: ArgumentHelp(spoken(en: "The filter's name.", es: "El nombre del filtro."))) var name: String?
  @Option(help: ArgumentHelp(spoken(en: "The sender holds this.", es: "El remitente contiene esto."))) var from:
    [String] = []
  @Option(help: ArgumentHelp(spoken(en: "To or Cc holds this.", es: "Para o Cc contiene esto."))) var to: [String] = []
  @Option(help: ArgumentHelp(spoken(en: "The subject holds this.", es: "El asunto contiene esto.")))
  var subject: [String] = []
  @Option(help: ArgumentHelp(spoken(en: "Into this folder.", es: "A esta carpeta."), valueName: "folder"))
  var file: String?
  @Option(
    help: ArgumentHelp(spoken(en: "On to this address.", es: "Reenviado a esta dirección."), valueName: "address"))
  var forward: String?
  @Flag(help: ArgumentHelp(spoken(en: "What is forwarded is not kept.", es: "Lo reenviado no se conserva.")))
  var moveOn = false
  @Flag(help: ArgumentHelp(spoken(en: "Away with it.", es: "Se descarta."))) var discard = false
  @Flag(help: ArgumentHelp(spoken(en: "Marked as important.", es: "Marcado como importante."))) var flag = false
  @OptionGroup var why: ReasonOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard (verb == .show) == (name == nil) else {
      throw ValidationError(
        spoken(
          en: "“set” and “remove” take a name, “show” takes none.", es: "«set» y «remove» llevan un nombre, «show» no.")
      )
    }
    let actions = [file != nil, forward != nil, discard, flag].filter { $0 }.count
    guard actions == (verb == .set ? 1 : 0) else {
      throw ValidationError(
        spoken(
          en: "“set” takes one of --file, --forward, --discard and --flag.",
          es: "«set» lleva uno de --file, --forward, --discard y --flag."))
    }
  }

  func run() async throws {
    let client = instance.client(because: why.reason)
    let rules =
      switch verb {
      case .show: try await client.ask(ShowMailRules(address: address))
      case .set: try await client.perform(SetMailFilter(address: address, filter: try filter()))
      case .remove: try await client.perform(RemoveMailFilter(address: address, name: name ?? ""))
      }
    try output.show(rules) { $0.filterTable }
  }

  private func filter() throws -> MailFilter {
    let conditions =
      from.map { MailFilter.Condition(.from, contains: $0) } + to.map { MailFilter.Condition(.to, contains: $0) }
      + subject.map { MailFilter.Condition(.subject, contains: $0) }
    let action: MailFilter.Action =
      if file != nil { .file } else if forward != nil { .forward } else if discard { .discard } else { .flag }
    return try MailFilter(
      name: name ?? "", conditions: conditions, action: action, target: file ?? forward, keeps: !moveOn)
  }
}

/// `palomar account vacation ADDRESS VERB`.
struct VacationCommand: AsyncParsableCommand {
  enum Verb: String, ExpressibleByArgument, CaseIterable { case show, set, remove }

  static let configuration = CommandConfiguration(
    commandName: "vacation",
    abstract: spoken(en: "An answer to those who write while one is away.", es: "Una respuesta mientras uno no está."),
    discussion: spoken(
      en: """
        Each sender gets it once a week. Days are UTC, and both belong to it.
        Example: palomar account vacation ana@example.org set --first 2026-08-01 --last 2026-08-31 \
        --subject Away --text 'Back in September.'
        """,
      es: """
        Cada remitente la recibe una vez por semana. Los días son UTC, y ambos cuentan.
        Ejemplo: palomar account vacation ana@example.org set --first 2026-08-01 --last 2026-08-31 \
        --subject Ausente --text 'Vuelvo en septiembre.'
        """))
  @Argument(transform: Address.init(_:)) var address: Address
  @Argument(help: ArgumentHelp("show, set, remove")) var verb = Verb.show
  @Option(help: ArgumentHelp(spoken(en: "Its subject.", es: "Su asunto."))) var subject: String?
  @Option(help: ArgumentHelp(spoken(en: "What it says.", es: "Qué dice."))) var text: String?
  @Option(
    help: ArgumentHelp(spoken(en: "Its first day.", es: "Su primer día."), valueName: "day"),
    transform: CalendarDay.init(_:))
  var first: CalendarDay?
  @Option(
    help: ArgumentHelp(spoken(en: "Its last day.", es: "Su último día."), valueName: "day"),
    transform: CalendarDay.init(_:))
  var last: CalendarDay?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      spoken(
        en: "Only these are answered: addresses, or @domain.", es: "Solo se responde a estas: direcciones, o @dominio."),
      valueName: "whom"))
  var onlyTo: [String] = []
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard (verb == .set) == (subject != nil && text != nil) else {
      throw ValidationError(spoken(en: "“set” takes --subject and --text.", es: "«set» lleva --subject y --text."))
    }
  }

  func run() async throws {
    let client = instance.client
    let rules =
      switch verb {
      case .show: try await client.ask(ShowMailRules(address: address))
      case .set:
        try await client.perform(
          SetVacation(
            address: address,
            vacation: try Vacation(
              subject: subject ?? "", text: text ?? "", first: first, last: last, onlyTo: onlyTo)))
      case .remove: try await client.perform(RemoveVacation(address: address))
      }
    try output.show(rules) { $0.vacation?.lines ?? spoken(en: "No answer is set.", es: "No hay ninguna respuesta.") }
  }
}

extension MailRules {
  fileprivate var filterTable: String {
    guard !filters.isEmpty else { return spoken(en: "No filters.", es: "Sin filtros.") }
    var table = Table(
      spoken(en: "FILTER", es: "FILTRO"), spoken(en: "CONDITIONS", es: "CONDICIONES"),
      spoken(en: "ACTION", es: "ACCIÓN"))
    for filter in filters { table.add(filter.name, filter.conditionWords, filter.actionWords(in: .spoken)) }
    return table.text
  }
}

extension MailFilter {
  var conditionWords: String {
    conditions.isEmpty ? "—" : conditions.map { "\($0.field.rawValue): \($0.contains)" }.joined(separator: " + ")
  }

  var actionWords: Text {
    let target = target ?? ""
    return switch action {
    case .file: Text(en: "into \(target)", es: "a \(target)")
    case .forward:
      keeps
        ? Text(en: "forward to \(target)", es: "reenviar a \(target)")
        : Text(en: "forward to \(target), keep nothing", es: "reenviar a \(target), sin conservar")
    case .discard: Text(en: "discard", es: "descartar")
    case .flag: Text(en: "mark", es: "marcar")
    }
  }
}

extension Vacation {
  var days: String { "\(first?.text ?? "…") – \(last?.text ?? "…")" }

  fileprivate var lines: String {
    ["\(days)", subject, text, onlyTo.isEmpty ? nil : "→ \(onlyTo.joined(separator: ", "))"].compactMap { $0 }
      .joined(separator: "\n")
  }
}
