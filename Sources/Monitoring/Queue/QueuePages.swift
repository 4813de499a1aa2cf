import AgentProtocol
import Foundation
import Kernel
import MailModel
import Surface

/// The mail that waits: a list with what can be done, and one message with all the reasons.
enum QueuePages {
  static let pages: [ConsolePage] =
    [
      .show(
        path, for: .holders(of: ListQueue.permission),
        entry: .init(Text(en: "Queue", es: "Cola"), order: 50, in: .service)
      ) { .page(try await list($0)) },
      .show("\(path)/{id}", for: .holders(of: ListQueue.permission)) { .page(try await message($0)) },
    ]
    + BulkPages(path, bulk).pages
    + QueueChange.allCases.map { change in
      .submit("\(path)/{id}/\(change.rawValue)", for: .holders(of: ChangeQueue.permission)) { request in
        try await request.submitted(to: "\(path)?done=changed") {
          let order = ChangeQueue(change, [try QueueID(request.query["id", default: ""])])
          _ = try await request.plane.perform(order, as: request.principal())
        } otherwise: { fault in
          try await message(request, fault)
        }
      }
    }

  private static let path = "/queue"

  private static let bulk = QueueChange.allCases.map { change in
    BulkAction(change.rawValue, change.title, isDangerous: change == .delete, outcome: { _, _ in change.effect }) {
      key, _ in ChangeQueue(change, [try QueueID(key)])
    }
  }

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let filter = QueueFilter(
      place: query["place"].flatMap(QueuedMessage.Place.init(rawValue:)), from: query["from"], to: query["to"],
      reason: query["reason"], age: query["age"].flatMap(Int.init))
    let found = try await request.plane.inspect(
      ListQueue(filter, after: query.after, limit: QueryNumber(query.size)), as: principal)
    let list = ConsoleList(
      path, Text(en: "Waiting messages", es: "Mensajes que esperan"), columns: columns, rows: found.items.map(row),
      query: query, filters: filters, next: found.next, bulk: bulk.allowed(to: principal), empty: empty(filter))
    let pauses = ConsoleList.Way(PausePages.title, to: PausePages.path)
    return .list(title, list, add: pauses, request)
  }

  private static let title = Text(en: "Queue", es: "Cola")

  private static func empty(_ filter: QueueFilter) -> Text {
    filter == QueueFilter()
      ? Text(en: "The queue is empty: no mail waits.", es: "La cola está vacía: ningún correo espera.")
      : Text(en: "No message that waits is like that.", es: "Ningún mensaje que espera es así.")
  }

  private static let columns: [ConsoleList.Column] = [
    .init(Text(en: "Message", es: "Mensaje")), .init(Text(en: "Since", es: "Desde")),
    .init(Text(en: "State", es: "Estado")), .init(Text(en: "From", es: "De")), .init(Text(en: "To", es: "Para")),
    .init(Text(en: "Why", es: "Por qué")),
  ]

  private static func row(of item: WaitingMessage) -> ConsoleList.Row {
    let message = item.message
    return .init(
      message.id.text,
      [
        .link(message.id.text, to: "\(path)/\(PagePath.escaped(message.id.text))"), .time(message.arrived),
        .tag(message.place.title, message.place.color), .text(message.sender.isEmpty ? "<>" : message.sender),
        .text(message.recipients.map(\.address).joined(separator: ", ")), .text(item.why),
      ])
  }

  private static let filters: [FormField] = [
    FormField("to", .text, Text(en: "To (address or domain)", es: "Para (dirección o dominio)"), isRequired: false),
    FormField("from", .text, Text(en: "From (address or domain)", es: "De (dirección o dominio)"), isRequired: false),
    FormField("reason", .text, Text(en: "The reason contains", es: "El motivo contiene"), isRequired: false),
    FormField(
      "place", .select([all] + QueuedMessage.Place.allCases.map { .init($0.rawValue, $0.title) }),
      Text(en: "State", es: "Estado")),
    FormField(
      "age",
      .select([all] + [1, 4, 24, 72].map { .init("\($0 * 3_600)", Text(en: "over \($0) h", es: "más de \($0) h")) }),
      Text(en: "Waiting", es: "Esperando")), ListQuery.rowsField,
  ]

  private static let all = FormField.Choice("", Text(en: "All", es: "Todo"))

  private static func message(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let item = try await request.plane.inspect(
      ShowQueuedMessage(id: QueueID(request.query["id", default: ""])), as: principal)
    let message = item.message
    let facts =
      [
        PageFact(Text(en: "Why it waits", es: "Por qué espera"), item.why),
        PageFact(Text(en: "State", es: "Estado"), message.place.title),
        PageFact(Text(en: "In the queue since", es: "En la cola desde"), PageTime.text(message.arrived)),
        PageFact(Text(en: "From", es: "De"), message.sender.isEmpty ? "<>" : message.sender),
        PageFact(Text(en: "Octets", es: "Octetos"), "\(message.size)"),
      ]
      + message.recipients.map { recipient in
        let reason = recipient.reason.map { ": \($0)" } ?? ""
        return PageFact(Text(en: "To", es: "Para"), recipient.address + reason)
      }
    let forms = principal.may(ChangeQueue.permission, in: .everything) ? forms(for: message, request, fault) : []
    return .object(Text(verbatim: message.id.text), facts, forms, fault: fault, request)
  }

  /// What makes sense for a message where it is.
  private static func forms(for message: QueuedMessage, _ request: PageRequest, _ fault: Fault?) -> [ConsoleForm] {
    QueueChange.allCases.filter { ($0 == .release) == (message.place == .hold) || $0 == .delete || $0 == .bounce }
      .map { change in
        ConsoleForm(
          "\(path)/\(PagePath.escaped(message.id.text))/\(change.rawValue)", submit: change.title,
          isDangerous: change == .delete
        ).filled([:], request, fault)
      }
  }
}

extension QueuedMessage.Place {
  var title: Text {
    switch self {
    case .maildrop, .incoming: Text(en: "Just in", es: "Recién llegado")
    case .active: Text(en: "On its way", es: "En camino")
    case .deferred: Text(en: "Deferred", es: "Aplazado")
    case .hold: Text(en: "On hold", es: "Retenido")
    }
  }

  /// Of its tag.
  var color: String { self == .deferred || self == .hold ? "due" : "good" }
}
