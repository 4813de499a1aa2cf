import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Sends no mail to a domain for some hours. A pause that is there already gets the new end.
package struct PauseDestination: Action {
  package static let name = "queue.pause"
  package static let route = Route.put("paused/{domain}")
  package static let permission: Permission = "queue.pause"
  package static let summary = Text(
    en: "Sends no mail to a domain for some hours; it waits in the queue.",
    es: "No envía correo a un dominio durante unas horas; espera en la cola.")
  package static let forms: [String: TextForm] = ["reason": .line(1...200)]
  package var domain: DomainName
  package var reason: String
  /// Whole hours from now.
  package var hours: Int

  package init(domain: DomainName, reason: String, hours: Int) {
    self.domain = domain
    self.reason = reason
    self.hours = hours
  }

  /// Of our own domains the round trip that proves a rollout would wait as well.
  package func prepared(on plane: ControlPlane) async throws -> Self {
    let own = try await plane.store.read { try plane.mailSystem($0).domains.map(\.name) }
    guard !own.contains(domain) else {
      throw Fault(
        .invalid, en: "\(domain) is a domain of this service", es: "\(domain) es un dominio de este servicio",
        hint: Text(
          en: "hold its messages instead: palomar queue hold --to \(domain)",
          es: "retenga sus mensajes: palomar queue hold --to \(domain)"), field: "domain")
    }
    return self
  }

  package func perform(in work: Work) throws -> Pause {
    let words = reason.trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...200).contains(words.count), !UnseenCharacters.stand(in: words) else {
      throw Fault(
        .invalid, en: "a pause needs a reason of one line", es: "una pausa necesita un motivo de una línea",
        field: "reason")
    }
    // Postfix gives up after the queue's lifetime, five days unless it is set differently.
    guard (1...96).contains(hours) else {
      throw Fault(
        .invalid, en: "a pause cannot last \(hours) hours", es: "una pausa no puede durar \(hours) horas",
        hint: Text(en: "choose 1 to 96", es: "elija de 1 a 96"), field: "hours")
    }
    if let before = try Pause.find(domain, in: work.db) { try work.record(before: before) }
    let pause = Pause(
      domain: domain, reason: words, until: work.now.addingTimeInterval(Double(hours) * 3_600),
      actor: work.principal.name, created: work.now)
    try pause.put(in: work.db)
    try work.requestRollout(because: "mail to \(domain) paused")
    return pause
  }
}

/// Sends mail to a domain again, what waits for it at once.
package struct ResumeDestination: Action {
  package static let name = "queue.resume"
  package static let route = Route.delete("paused/{domain}")
  package static let permission: Permission = "queue.resume"
  package static let summary = Text(
    en: "Ends a pause, and tries what waits at once.", es: "Termina una pausa, e intenta ya lo que espera.")
  package var domain: DomainName

  package init(domain: DomainName) {
    self.domain = domain
  }

  package func perform(in work: Work) throws -> Pause {
    guard let pause = try Pause.find(domain, in: work.db) else {
      throw Fault(
        .notFound, en: "mail to \(domain) is not paused", es: "el correo a \(domain) no está en pausa",
        hint: Text(en: "“palomar queue paused” shows what is", es: "«palomar queue paused» muestra qué lo está"),
        field: "domain")
    }
    try work.record(before: pause)
    try Pause.remove(domain, in: work.db)
    try work.requestRollout(because: "mail to \(domain) resumed")
    try work.enqueue(RetryResumed(domain: domain), at: work.now.addingTimeInterval(RetryResumed.interval))
    return pause
  }
}

package struct ListPauses: Query {
  package static let name = "queue.paused"
  package static let route = Route.get("paused")
  package static let permission: Permission = "queue.read"
  package static let summary = Text(
    en: "Lists the domains that no mail is sent to for now.",
    es: "Enumera los dominios a los que ahora no se envía correo.")

  package init() {}

  package func answer(from db: any Database) throws -> [Pause] { try Pause.all(in: db) }
}

/// Ends the pauses whose time is over.
struct EndPauses: Job {
  static let name = "queue.endPauses"

  func run(with plane: ControlPlane) async throws {
    let now = plane.now()
    for pause in try await plane.store.read({ try Pause.all(in: $0) }) where pause.until <= now {
      _ = try await plane.perform(ResumeDestination(domain: pause.domain), as: .system(Self.name))
    }
  }
}

/// Has Postfix try what a pause kept, again and again until none waits for that reason: the rollout that ends the
/// pause takes its time.
struct RetryResumed: Job {
  static let name = "queue.retryResumed"
  /// Seconds between two tries.
  static let interval: TimeInterval = 5
  var domain: DomainName
  var tries = 60

  func run(with plane: ControlPlane) async throws {
    let isPaused = try await plane.store.read { try Pause.find(domain, in: $0) != nil }
    guard tries > 0, !isPaused else { return }
    let filter = QueueFilter(place: .deferred, to: domain.name, reason: MailSystem.pauseWords)
    let waiting = try await plane.world.agent.call(ReadQueue(filter, limit: 10_000)).messages
    guard !waiting.isEmpty else { return }
    _ = try await plane.world.agent.call(ChangeQueuedMessages(.retry, waiting.map(\.id)))
    try await plane.store.write { db in
      let work = Work(db: db, now: plane.now(), principal: .system(Self.name))
      try work.enqueue(
        RetryResumed(domain: domain, tries: tries - 1), at: work.now.addingTimeInterval(Self.interval))
    }
  }
}
