import Foundation
import Kernel
import MailModel
import Surface

/// What happened to messages, for people: a list to search, and one message from its arrival to its end.
enum TracePages {
  static let pages: [ConsolePage] = [
    .show(
      path, for: .holders(of: FindMessages.permission),
      entry: .init(Text(en: "Trace", es: "Traza"), order: 10, in: .oversight)
    ) { .page(try await list($0)) },
    .show("\(path)/{id}", for: .holders(of: ShowMessage.permission)) { request in
      let story = try await request.plane.ask(
        ShowMessage(id: request.query["id", default: ""]), as: request.principal())
      return .page(StoryPage.content(of: story))
    },
  ]

  static let path = "/trace"

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let query = ListQuery(request.query)
    let (since, until) = try TraceTime.bounds(query, now: request.plane.now())
    let question = TraceQuestion(
      text: query["text"], from: query["from"], to: query["to"], id: query["id"], client: query["client"],
      account: query["account"], status: query["status"].flatMap(TraceStatus.init(name:)), since: since, until: until)
    let page = try await request.plane.ask(
      FindMessages(question, after: query.after, limit: QueryNumber(query.size)), as: request.principal())
    let list = ConsoleList(
      path, Text(en: "Messages", es: "Mensajes"), columns: columns, rows: page.items.map(row), query: query,
      filters: filters, next: page.next,
      empty: Text(
        en: "The logs tell of nothing like that. Try only one of the fields, or a longer time.",
        es: "Los registros no hablan de nada así. Pruebe con un solo campo, o con más tiempo."))
    return .list(Text(en: "Trace", es: "Traza"), list, add: nil, request)
  }

  private static let columns: [ConsoleList.Column] = [
    .init(Text(en: "When", es: "Cuándo")), .init(Text(en: "Status", es: "Estado")), .init(Text(en: "From", es: "De")),
    .init(Text(en: "To", es: "Para")), .init(Text(en: "What happened", es: "Qué pasó")),
    .init(Text(en: "Lines", es: "Líneas")),
  ]

  private static func row(of message: TracedMessage) -> ConsoleList.Row {
    .init(
      message.id,
      [
        .time(message.first), .tag(message.word, message.color), .text(message.origin), .text(message.destination),
        .text(message.verdict), .link(message.id, to: path(of: message.id)),
      ])
  }

  static func path(of id: String) -> String { "\(path)/\(PagePath.escaped(id))" }

  private static let filters: [FormField] =
    [
      FormField(
        "text", .text, Text(en: "Anything", es: "Lo que sea"),
        hint: Text(
          en: "An address, domain, client's address, Message-ID or queue ID, whole.",
          es: "Una dirección, dominio, IP, Message-ID o id. de cola, enteros."), isRequired: false),
      FormField(
        "from", .text, Text(en: "From", es: "De"), hint: Text(en: "Address or domain.", es: "Dirección o dominio."),
        isRequired: false),
      FormField(
        "to", .text, Text(en: "To", es: "Para"), hint: Text(en: "Address or domain.", es: "Dirección o dominio."),
        isRequired: false),
      FormField("id", .text, Text(en: "Message-ID or queue ID", es: "Message-ID o id. de cola"), isRequired: false),
      FormField("client", .text, Text(en: "Client's address", es: "IP del cliente"), isRequired: false),
      FormField("account", .text, Text(en: "Signed in as", es: "Sesión de"), isRequired: false),
      statusField,
    ] + TraceTime.fields + [ListQuery.rowsField]

  static let statusField = FormField(
    "status", .select([TraceTime.all] + TraceStatus.allCases.map { .init("\($0)", $0.name) }),
    Text(en: "Status", es: "Estado"))
}

/// The time of a search, as a form asks for it: the last hours, or one day.
enum TraceTime {
  static let fields = [
    FormField(
      "within", .select([all] + [1, 24, 168, 720].map { .init("\($0)", span($0)) }), Text(en: "Within", es: "Dentro de")
    ),
    FormField(
      "day", .day, Text(en: "On this day", es: "En este día"), hint: Text(verbatim: "UTC"), isRequired: false),
  ]

  static let all = FormField.Choice("", Text(en: "All", es: "Todo"))

  private static func span(_ hours: Int) -> Text {
    switch hours {
    case 1: Text(en: "the last hour", es: "la última hora")
    case 2..<48: Text(en: "the last \(hours) h", es: "las últimas \(hours) h")
    default: Text(en: "the last \(hours / 24) days", es: "los últimos \(hours / 24) días")
    }
  }

  static func bounds(_ query: ListQuery, now: Date) throws -> (since: Date?, until: Date?) {
    let since = query["within"].flatMap(Int.init).map { now.addingTimeInterval(-3_600 * Double($0)) }
    guard let day = try query["day"].map({ try moment($0) }) else { return (since, nil) }
    return (max(day, since ?? day), day.addingTimeInterval(86_400))
  }
}

/// How a message looks in a list.
extension TracedMessage {
  var origin: String {
    if kind == .signIn { return account ?? "" }
    return sender.map { $0.isEmpty ? "<>" : $0 } ?? ""
  }

  var destination: String { recipients.map(\.address).joined(separator: ", ") }

  private static let bad: [TraceStatus] = [.bounced, .expired, .rejected, .signInFailed]
  private static let due: [TraceStatus] = [.deferred, .greylisted, .held, .discarded, .queued]

  /// The worst that happened to it.
  private var worst: TraceStatus? { (Self.bad + Self.due).first { statuses.contains($0) } }

  var word: Text { (worst ?? statuses.first)?.name ?? Text(verbatim: "—") }

  /// Of its tag.
  var color: String { worst.map { Self.bad.contains($0) ? "bad" : "due" } ?? "good" }
}

extension TraceStatus {
  var name: Text {
    switch self {
    case .delivered: Text(en: "Delivered", es: "Entregado")
    case .deferred: Text(en: "Deferred", es: "Aplazado")
    case .bounced: Text(en: "Bounced", es: "Devuelto")
    case .rejected: Text(en: "Refused", es: "Rechazado")
    case .greylisted: Text(en: "Greylisted", es: "En lista gris")
    case .discarded: Text(en: "Discarded", es: "Descartado")
    case .expired: Text(en: "Given up", es: "Desistido")
    case .held: Text(en: "Held", es: "Retenido")
    case .queued: Text(en: "On its way", es: "En camino")
    case .spam: Text(en: "Marked as spam", es: "Marcado como spam")
    case .signedIn: Text(en: "Signed in", es: "Sesión iniciada")
    case .signInFailed: Text(en: "Sign-in failed", es: "Inicio de sesión fallido")
    }
  }
}
