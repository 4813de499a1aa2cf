import Kernel
import MailModel

/// Sends a message through the whole service and reads it back: submission, filter, delivery, IMAP. It goes from the
/// probe's mailbox to itself.
package struct RunProbe: Inspection {
  package static let name = "probes.run"
  package static let route = Route.post("probes/round-trip")
  package static let permission: Permission = "probes.run"
  package static let summary = Text(
    en: "Sends a message through the service and reads it back.",
    es: "Envía un mensaje por el servicio y lo lee de vuelta.")

  package init() {}

  /// The same for a rollout, which wants a report whatever happens.
  package static func report(with plane: ControlPlane) async -> ProbeReport {
    do {
      return try await RunProbe().inspect(with: plane)
    } catch let fault as Fault {
      return ProbeReport(stages: [], fault: fault)
    } catch {
      return ProbeReport(stages: [], fault: Fault(.unavailable, Text(verbatim: "\(error)")))
    }
  }

  package func inspect(with plane: ControlPlane) async throws -> ProbeReport {
    let (system, mailbox) = try await plane.store.read { db in
      (try plane.mailSystem(db), try ProbeMailbox.existing(in: db))
    }
    let end = RoundTrip.Mailbox(address: mailbox.address, password: mailbox.password)
    return await plane.world.mail.roundTrip(try RoundTrip(through: system, in: plane.layout, from: end, to: end))
  }
}
