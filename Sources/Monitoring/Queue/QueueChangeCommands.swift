import AgentProtocol
import ArgumentParser
import Foundation
import MailModel
import Surface

/// Which messages a command means.
struct QueueFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      spoken(en: "The sender, or its domain; <> for bounces.", es: "El remitente, o su dominio; <> si es un rebote.")))
  var from: String?
  @Option(help: ArgumentHelp(spoken(en: "A recipient, or its domain.", es: "Un destinatario, o su dominio.")))
  var to: String?
  @Option(help: ArgumentHelp(spoken(en: "What the reason contains.", es: "Lo que contiene el motivo.")))
  var reason: String?
  @Option(
    help: ArgumentHelp(
      spoken(en: "maildrop, incoming, active, deferred or hold.", es: "maildrop, incoming, active, deferred o hold.")))
  var place: QueuedMessage.Place?
  @Option(
    help: ArgumentHelp(spoken(en: "For 90s, 30m, 2h or 7d at least.", es: "Desde hace 90s, 30m, 2h o 7d al menos.")),
    transform: QueueFilterOptions.age)
  var olderThan: Int?

  var filter: QueueFilter { QueueFilter(place: place, from: from, to: to, reason: reason, age: olderThan) }

  /// All of them, with what the whole queue has.
  func found(by instance: InstanceOptions) async throws -> QueueOverview {
    let client = instance.client
    var whole = try await client.inspect(ListQueue(filter, limit: 1_000))
    while let next = whole.next {
      let page = try await client.inspect(ListQueue(filter, after: next, limit: 1_000))
      whole.items += page.items
      whole.next = page.next
    }
    return whole
  }

  @Sendable static func age(_ text: String) throws -> Int {
    guard let unit = text.last.flatMap({ timeUnits[$0] }), let count = Int(text.dropLast()),
      (0...36_500).contains(count)
    else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is no length of time", es: "«\(text.prefix(40))» no es una duración",
        hint: Text(en: "write 90s, 30m, 2h or 7d", es: "escriba 90s, 30m, 2h o 7d"))
    }
    return count * unit
  }
}

extension QueuedMessage.Place: ExpressibleByArgument {}

/// What the five commands that change the queue have in common. Messages are named, or found by a filter; what a filter
/// finds is shown first, and changed only with `--yes`.
struct QueueChangeOptions: ParsableArguments {
  @Argument(help: ArgumentHelp(spoken(en: "Queue IDs.", es: "Identificadores de cola.")), transform: QueueID.init(_:))
  var ids: [QueueID] = []
  @OptionGroup var filter: QueueFilterOptions
  @Flag(
    help: ArgumentHelp(
      spoken(
        en: "Change what the filter finds, and not only show it.",
        es: "Cambia lo que encuentra el filtro, no solo lo muestra.")))
  var yes = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func carryOut(_ change: QueueChange) async throws {
    guard !ids.isEmpty else { return try await carryOutFound(change) }
    guard filter.filter == QueueFilter() else { throw Self.both }
    try await carryOut(change, ids)
  }

  private func carryOutFound(_ change: QueueChange) async throws {
    guard filter.filter != QueueFilter() else { throw Self.neither }
    let found = try await filter.found(by: instance)
    guard yes, !found.items.isEmpty else {
      let count = found.items.count
      return try output.show(found.items) { _ in
        found.people + "\n\n"
          + spoken(
            en: "\(count) messages are meant. Nothing has happened yet; --yes does it: each \(change.effect.en).",
            es: "Se trata de \(count) mensajes. Aún no ha pasado nada; --yes lo hace: cada uno \(change.effect.es).")
      }
    }
    try await carryOut(change, found.items.map(\.message.id))
  }

  private func carryOut(_ change: QueueChange, _ ids: [QueueID]) async throws {
    var orders: [QueueChangeOrder] = []
    for start in stride(from: 0, to: ids.count, by: 10_000) {
      let part = Array(ids[start..<min(start + 10_000, ids.count)])
      orders.append(try await instance.client.perform(ChangeQueue(change, part)))
    }
    try output.show(QueueChangeOrder(change: change, messages: orders.reduce(0) { $0 + $1.messages })) {
      spoken(
        en: "Postfix was asked, of \($0.messages) messages: each \(change.effect.en).",
        es: "Se pidió a Postfix, de \($0.messages) mensajes: cada uno \(change.effect.es).")
    }
  }

  private static let neither = Fault(
    .invalid, en: "it is not said which messages are meant", es: "no se dice de qué mensajes se trata",
    hint: Text(
      en: "name queue IDs, or a filter such as --to example.com",
      es: "dé identificadores, o un filtro como --to example.com"))
  private static let both = Fault(
    .invalid, en: "queue IDs and a filter are both given", es: "se dan identificadores y también un filtro",
    hint: Text(en: "give one of the two", es: "dé solo una de las dos cosas"))
}

extension QueueCommand {
  struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Keep messages until they are released.", es: "Guarda mensajes hasta que se liberen."),
      discussion: spoken(
        en: "Example: palomar queue hold 4h1GZk0wSbz9rxk", es: "Ejemplo: palomar queue hold 4h1GZk0wSbz9rxk"))
    @OptionGroup var options: QueueChangeOptions

    func run() async throws { try await options.carryOut(.hold) }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Take messages off hold.", es: "Libera mensajes retenidos."),
      discussion: spoken(
        en: "Example: palomar queue release --from bulk@example.org --yes",
        es: "Ejemplo: palomar queue release --from bulk@example.org --yes"))
    @OptionGroup var options: QueueChangeOptions

    func run() async throws { try await options.carryOut(.release) }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Try messages at once.", es: "Intenta ya la entrega."),
      discussion: spoken(
        en: "Example: palomar queue retry --to example.com --yes",
        es: "Ejemplo: palomar queue retry --to example.com --yes"))
    @OptionGroup var options: QueueChangeOptions

    func run() async throws { try await options.carryOut(.retry) }
  }

  struct Bounce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Try messages once more, and else return them to their senders.",
        es: "Intenta una vez más la entrega y, si no, los devuelve a sus remitentes."),
      discussion: spoken(
        en: "Example: palomar queue bounce --older-than 2d --yes",
        es: "Ejemplo: palomar queue bounce --older-than 2d --yes"))
    @OptionGroup var options: QueueChangeOptions

    func run() async throws { try await options.carryOut(.bounce) }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Remove messages for good; nobody is told.", es: "Borra mensajes para siempre; no se avisa a nadie."),
      discussion: spoken(
        en: "Example: palomar queue delete --from spam@example.net --yes",
        es: "Ejemplo: palomar queue delete --from spam@example.net --yes"))
    @OptionGroup var options: QueueChangeOptions

    func run() async throws { try await options.carryOut(.delete) }
  }
}
