import Foundation
import Kernel
import MailFormats
import MailModel

/// Where a message lies.
struct MailboxPlace: Sendable {
  var folder: String
  var isJunk: Bool
  var uid: UInt32
}

extension RoundTripProbe {
  /// Looks until the message is there: into the inbox each time, and by turns into one other folder.
  func find(in mailbox: IMAPClient, queueID: String) async throws -> MailboxPlace {
    let clock = ContinuousClock()
    let deadline = clock.now + trip.timeLimit
    let others = try await mailbox.folders().filter { $0.name != "INBOX" }
    var round = 0
    while clock.now < deadline {
      let inbox = IMAPFolder(name: "INBOX", attributes: [])
      let turn = others.isEmpty ? [] : [others[round % others.count]]
      for folder in [inbox] + turn {
        if let uid = try await uid(in: folder, of: mailbox) {
          return MailboxPlace(folder: folder.name, isJunk: folder.isJunk, uid: uid)
        }
      }
      round += 1
      try await Task.sleep(for: .milliseconds(min(40 + 10 * round, 100)))
    }
    throw notDelivered(queueID)
  }

  private func uid(in folder: IMAPFolder, of mailbox: IMAPClient) async throws -> UInt32? {
    try await mailbox.select(folder.name)
    return try await mailbox.search(header: "Message-ID", message.messageID).last
  }

  /// Reads the message and takes it out of the mailbox.
  func fetch(_ place: MailboxPlace, from mailbox: IMAPClient) async throws -> [UInt8] {
    let bytes = try await mailbox.fetch(place.uid)
    try await mailbox.delete([place.uid])
    guard let bytes, String(decoding: bytes, as: UTF8.self).contains(message.token) else {
      throw Fault(
        .unavailable, en: "the message arrived in \(place.folder), but with other contents",
        es: "el mensaje llegó a \(place.folder), pero con otro contenido",
        hint: Text(
          en: "a filter or a Sieve rule rewrites messages: see which", es: "un filtro o una regla Sieve lo reescribe"))
    }
    return bytes
  }

  /// What the filter did, in its own marks; a message that is unsigned or in the junk folder is a failure.
  func check(place: MailboxPlace, _ headers: MessageHeaders) throws -> String {
    let signatures = headers["DKIM-Signature"].compactMap(TagList.init)
    guard let ours = signatures.first(where: { $0["d"]?.lowercased() == message.sender.domain.name }) else {
      throw unsigned(signatures)
    }
    let verdict = headers["X-Spamd-Bar"].first.map { ", X-Spamd-Bar: \($0)" } ?? ""
    guard !place.isJunk else { throw junk(place.folder, verdict) }
    return "signed by \(ours["d"] ?? ""), selector \(ours["s"] ?? "")\(verdict)"
  }

  func fault(for error: any Error) -> Fault {
    switch error {
    case let fault as Fault: fault
    case let failure as ConnectionFailure: failure.fault
    case let refusal as ProtocolRefusal: refusal.fault
    case is CancellationError:
      Fault(.unavailable, en: "the probe was interrupted", es: "la prueba fue interrumpida")
    default: Fault(.unavailable, Text(verbatim: "\(error)"))
    }
  }

  private func notDelivered(_ queueID: String) -> Fault {
    let seconds = trip.timeLimit.components.seconds
    return Fault(
      .unavailable,
      en: "message \(queueID) was accepted but has not reached \(message.recipient) within \(seconds) s",
      es: "el mensaje \(queueID) fue aceptado, pero no ha llegado a \(message.recipient) en \(seconds) s",
      hint: Text(
        en: "`postqueue -p` shows why it waits, the mail log what became of it",
        es: "`postqueue -p` muestra por qué espera, y el registro de correo qué fue de él"))
  }

  private func unsigned(_ signatures: [TagList]) -> Fault {
    let others = signatures.compactMap { $0["d"] }.joined(separator: ", ")
    let domain = message.sender.domain.name
    return Fault(
      .unavailable,
      en: others.isEmpty
        ? "the message arrived without a DKIM signature"
        : "the message is signed by \(others) instead of \(domain)",
      es: others.isEmpty
        ? "el mensaje llegó sin firma DKIM" : "el mensaje está firmado por \(others) en vez de \(domain)",
      hint: Text(
        en: "the filter needs the DKIM key of \(domain): see Rspamd's log",
        es: "el filtro necesita la clave DKIM de \(domain): vea el registro de Rspamd"))
  }

  private func junk(_ folder: String, _ verdict: String) -> Fault {
    Fault(
      .unavailable, en: "the message was taken for spam and lies in \(folder)\(verdict)",
      es: "el mensaje fue tomado por correo basura y está en \(folder)\(verdict)",
      hint: Text(
        en: "Rspamd's log names the rules that raised its score",
        es: "el registro de Rspamd nombra las reglas que subieron su puntuación"))
  }
}
