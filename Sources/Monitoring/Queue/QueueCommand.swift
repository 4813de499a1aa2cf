import AgentProtocol
import ArgumentParser
import Foundation
import MailModel
import Surface

struct QueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue",
    abstract: spoken(en: "The mail that waits.", es: "El correo que espera."),
    discussion: spoken(
      en: "Example: palomar queue list --to example.com", es: "Ejemplo: palomar queue list --to example.com"),
    subcommands: [
      List.self, Show.self, Hold.self, Release.self, Retry.self, Bounce.self, Delete.self,
      Pause.self, Resume.self, Paused.self,
    ],
    defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "List the messages that wait, the oldest first.",
        es: "Enumera los mensajes que esperan, primero los más antiguos."),
      discussion: spoken(
        en: "Example: palomar queue list --older-than 2h --json",
        es: "Ejemplo: palomar queue list --older-than 2h --json"))
    @OptionGroup var filter: QueueFilterOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let found = try await filter.found(by: instance)
      try output.show(found.items) { _ in found.people }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one message, and why it waits.", es: "Muestra un mensaje, y por qué espera."),
      discussion: spoken(
        en: "Example: palomar queue show 4h1GZk0wSbz9rxk", es: "Ejemplo: palomar queue show 4h1GZk0wSbz9rxk"))
    @Argument(
      help: ArgumentHelp(spoken(en: "Its queue ID.", es: "Su identificador de cola.")), transform: QueueID.init(_:))
    var id: QueueID
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.inspect(ShowQueuedMessage(id: id))) { $0.people }
    }
  }
}

extension QueueOverview {
  var people: String {
    let whole = QueuedMessage.Place.allCases.compactMap { place in counts[place].map { "\($0) \(place.rawValue)" } }
    guard !whole.isEmpty else { return spoken(en: "The queue is empty.", es: "La cola está vacía.") }
    var table = Table(
      "ID", spoken(en: "SINCE", es: "DESDE"), spoken(en: "FROM", es: "DE"), spoken(en: "TO", es: "PARA"),
      spoken(en: "WHY", es: "POR QUÉ"))
    for item in items {
      let message = item.message
      table.add(
        message.id.text, message.arrived.formatted(.iso8601), message.sender.isEmpty ? "<>" : message.sender,
        message.recipients.map(\.address).joined(separator: ", "), item.why(in: .spoken))
    }
    let lost =
      unread == 0
      ? ""
      : spoken(
        en: "\n\(unread) entries could not be read: see postqueue -p",
        es: "\nNo se pudieron leer \(unread) entradas: vea postqueue -p")
    return "\(table.text)\n\n\(spoken(en: "In the queue", es: "En la cola")): \(whole.joined(separator: ", "))\(lost)"
  }
}

extension WaitingMessage {
  var people: String {
    let lines = message.recipients.map { "    \($0.address)\($0.reason.map { ": \($0)" } ?? "")" }
    let size = "\(message.size) B"
    return
      ([
        "\(message.id.text)  \(message.place.rawValue)  \(size)  \(message.arrived.formatted(.iso8601))",
        spoken(en: "From", es: "De") + " \(message.sender.isEmpty ? "<>" : message.sender): \(why(in: .spoken))",
      ] + lines).joined(separator: "\n")
  }
}
