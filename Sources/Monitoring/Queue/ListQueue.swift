import AgentProtocol
import Foundation
import Kernel
import MailModel

/// What waits in the queue, the oldest first.
package struct ListQueue: Inspection {
  package static let name = "queue.list"
  package static let route = Route.get("queue")
  package static let permission: Permission = "queue.read"
  package static let summary = Text(
    en: "Lists the messages that wait, the oldest first, each with the reason.",
    es: "Enumera los mensajes que esperan, primero los más antiguos, cada uno con su motivo.")
  package var place: QueuedMessage.Place?
  /// An address or a domain; `<>` is mail of the system's own.
  package var from: String?
  package var to: String?
  /// What a reason contains.
  package var reason: String?
  /// Seconds in the queue at least.
  package var age: QueryNumber?
  package var after: String?
  package var limit: QueryNumber?

  package init(_ filter: QueueFilter = QueueFilter(), after: String? = nil, limit: QueryNumber? = nil) {
    place = filter.place
    from = filter.from
    to = filter.to
    reason = filter.reason
    age = filter.age.map { QueryNumber($0) }
    self.after = after
    self.limit = limit
  }

  package func inspect(with plane: ControlPlane) async throws -> QueueOverview {
    let filter = QueueFilter(place: place, from: from, to: to, reason: reason, age: age.map(\.value))
    let size = Page<WaitingMessage>.size(limit, usual: 50)
    let mark = try after.map(QueueMark.init(text:))
    let listing = try await plane.world.agent.call(ReadQueue(filter, after: mark, limit: size))
    return QueueOverview(listing)
  }
}

/// One message of the queue.
package struct ShowQueuedMessage: Inspection {
  package static let name = "queue.show"
  package static let route = Route.get("queue/{id}")
  package static let permission: Permission = "queue.read"
  package static let summary = Text(
    en: "Shows a message that waits, and why.", es: "Muestra un mensaje que espera, y por qué.")
  package var id: QueueID

  package init(id: QueueID) {
    self.id = id
  }

  package func inspect(with plane: ControlPlane) async throws -> WaitingMessage {
    let listing = try await plane.world.agent.call(ReadQueue(QueueFilter(id: id), limit: 1))
    guard let message = listing.messages.first else {
      throw Fault(
        .notFound, en: "no message \(id.text) is in the queue", es: "en la cola no hay ningún mensaje \(id.text)",
        hint: Text(
          en: "“palomar trace \(id.text)” tells what became of it",
          es: "«palomar trace \(id.text)» dice qué fue de él"))
    }
    return WaitingMessage(message)
  }
}

package struct QueueOverview: Codable, Sendable {
  /// How many the whole queue has in each place.
  package var counts: [QueuedMessage.Place: Int]
  /// Of the whole queue.
  package var oldest: Date?
  /// How many are as was asked.
  package var matching: Int
  package var items: [WaitingMessage]
  package var next: String?
  /// Entries that Postfix names and we cannot read.
  package var unread: Int

  init(_ listing: QueueListing) {
    counts = listing.counts
    oldest = listing.oldest
    matching = listing.matching
    items = listing.messages.map(WaitingMessage.init)
    next = listing.isCut ? listing.messages.last.map { QueueMark($0).text } : nil
    unread = listing.unread
  }
}

/// A message of the queue, with why it waits.
package struct WaitingMessage: Codable, Sendable {
  package var message: QueuedMessage
  package var why: Text

  init(_ message: QueuedMessage) {
    self.message = message
    why = WaitingReason.of(message)
  }
}

extension QueueMark {
  var text: String { "\(Int(arrived.timeIntervalSince1970))-\(id.text)" }

  init(text: String) throws(Fault) {
    let parts = text.split(separator: "-", maxSplits: 1).map(String.init)
    guard parts.count == 2, let seconds = Int(parts[0]), let id = try? QueueID(parts[1]) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(60))” is where no page ended",
        es: "en «\(text.prefix(60))» no acabó ninguna página",
        hint: Text(en: "take “next” of the page before", es: "tome «next» de la página anterior"), field: "after")
    }
    self.init(arrived: Date(timeIntervalSince1970: Double(seconds)), id: id)
  }
}
