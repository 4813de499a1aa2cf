import AgentProtocol
import Foundation
import Kernel
import MailModel

/// Holds, releases, retries, returns or deletes messages that wait. Those that are meant are named one by one, so that
/// nothing is changed that nobody has seen.
package struct ChangeQueue: Action {
  package static let name = "queue.change"
  package static let route = Route.post("queue/changes")
  package static let permission: Permission = "queue.change"
  package static let summary = Text(
    en: "Holds, releases, retries, returns or deletes messages that wait.",
    es: "Retiene, libera, reintenta, devuelve o borra mensajes que esperan.")
  /// Ten thousand names.
  package static let octets = 512 << 10
  package var change: QueueChange
  package var ids: [QueueID]

  package init(_ change: QueueChange, _ ids: [QueueID]) {
    self.change = change
    self.ids = ids
  }

  package func perform(in work: Work) throws -> QueueChangeOrder {
    guard (1...10_000).contains(ids.count) else {
      throw Fault(
        .invalid, en: "from 1 to 10,000 messages can be changed at once, not \(ids.count)",
        es: "se pueden cambiar de 1 a 10.000 mensajes a la vez, no \(ids.count)", field: "ids")
    }
    try work.enqueue(CarryOutQueueChange(change: change, ids: ids))
    return QueueChangeOrder(change: change, messages: ids.count)
  }
}

/// What Postfix was asked to do. What became of it stands in the journal.
package struct QueueChangeOrder: Codable, Sendable {
  package var change: QueueChange
  package var messages: Int
}

struct CarryOutQueueChange: Job {
  static let name = "queue.carryOut"
  var change: QueueChange
  var ids: [QueueID]

  func run(with plane: ControlPlane) async throws {
    let report = try await plane.world.agent.call(ChangeQueuedMessages(change, ids))
    try await plane.store.write { db in
      let work = Work(db: db, now: plane.now(), principal: .system(Self.name))
      try work.record("queue.changed", Facts(change: change, done: report.done, gone: report.gone))
    }
  }

  private struct Facts: Encodable {
    var change: QueueChange
    var done: [QueueID]
    var gone: [QueueID]
  }
}

extension QueueChange {
  /// As a button says it.
  var title: Text {
    switch self {
    case .hold: Text(en: "Hold", es: "Retener")
    case .release: Text(en: "Release", es: "Liberar")
    case .retry: Text(en: "Try again now", es: "Reintentar ahora")
    case .bounce: Text(en: "Return to the sender", es: "Devolver al remitente")
    case .delete: Text(en: "Delete", es: "Borrar")
    }
  }

  /// What becomes of each message.
  var effect: Text {
    switch self {
    case .hold: Text(en: "waits until it is released", es: "espera hasta que se libere")
    case .release: Text(en: "is no longer held, and tried at once", es: "deja de estar retenido y se intenta ya")
    case .retry: Text(en: "is tried at once", es: "se intenta ya")
    case .bounce:
      Text(
        en: "is tried once more, and else returned to its sender", es: "se intenta una vez más y, si no, se devuelve")
    case .delete: Text(en: "is gone for good; nobody is told", es: "desaparece para siempre; no se avisa a nadie")
    }
  }
}
