import Foundation
import MailFormats
import MailModel

/// What happened to a message, in one sentence.
enum Verdict {
  static func of(_ message: TracedMessage, _ ending: MessageTrail.Ending) -> Text {
    switch message.kind {
    case .signIn: return signIn(message)
    case .refusal: return refusal(message)
    case .message: break
    }
    if message.statuses.contains(.greylisted) { return greylisted(message) }
    if ending == .refused { return refusal(message) }
    if ending == .discarded {
      return Text(en: "Taken in and dropped by a rule.", es: "Aceptado y descartado por una regla.")
    }
    if ending == .abandoned {
      return Text(
        en: "The sender broke off before all of it had come.", es: "El remitente cortó antes de enviarlo entero.")
    }
    let fates = message.recipients.map(fate)
    guard let first = fates.first else { return waiting(message, ending) }
    let parts = fates.count <= 3 ? fates : Array(fates.prefix(2)) + [more(fates.count - 2)]
    return parts.dropFirst().reduce(first) { Text(en: "\($0.en) \($1.en)", es: "\($0.es) \($1.es)") }
  }

  private static func more(_ count: Int) -> Text {
    Text(en: "And \(count) recipients more.", es: "Y \(count) destinatarios más.")
  }

  private static func waiting(_ message: TracedMessage, _ ending: MessageTrail.Ending) -> Text {
    if message.statuses.contains(.held) {
      return Text(
        en: "Held in the queue until somebody releases it.", es: "Retenido en la cola hasta que alguien lo libere.")
    }
    return switch ending {
    case .open: Text(en: "On its way: nothing is delivered yet.", es: "En camino: aún no se ha entregado nada.")
    case .requeued: Text(en: "Goes on under another queue ID.", es: "Continúa con otro identificador de cola.")
    case .replaced, .evicted:
      Text(en: "The log does not tell how it ended.", es: "El registro no dice cómo terminó.")
    default: Text(en: "Removed from the queue without a delivery.", es: "Retirado de la cola sin entregarlo.")
    }
  }

  private static func signIn(_ message: TracedMessage) -> Text {
    let (who, from) = (message.account ?? "?", message.client ?? "?")
    let access = message.access.map(Self.access)
    let (byEn, byEs) = (access.map { " by \($0)" } ?? "", access.map { " por \($0)" } ?? "")
    guard message.statuses.contains(.signedIn) else {
      return Text(
        en: "A sign-in as \(who)\(byEn) from \(from) failed.",
        es: "Falló un inicio de sesión como \(who)\(byEs) desde \(from).")
    }
    let app = message.appPassword
    let withEn = app.map { " with the app password “\($0)”" } ?? ""
    let withEs = app.map { " con la contraseña de aplicación «\($0)»" } ?? ""
    return Text(
      en: "\(who) signed in\(byEn) from \(from)\(withEn).", es: "\(who) inició sesión\(byEs) desde \(from)\(withEs).")
  }

  /// A protocol as people write it.
  static func access(_ name: String) -> String {
    switch name {
    case "imap": "IMAP"
    case "pop3": "POP3"
    case "managesieve": "ManageSieve"
    case "submission": "SMTP"
    default: name
    }
  }

  private static func refusal(_ message: TracedMessage) -> Text {
    if let filter = message.filter, filter.action == "reject" {
      let score = "\(points(filter.score))/\(points(filter.threshold))"
      let why = filter.symbols.prefix(3).map(\.name).joined(separator: ", ")
      return Text(en: "Refused as spam (\(score): \(why)).", es: "Rechazado por spam (\(score): \(why)).")
    }
    let recipient = message.recipients.last
    let words = recipient?.words ?? ""
    let reason = EnhancedStatus.meaning(of: recipient?.dsn)
    let whom = recipient.map { $0.address.isEmpty ? "" : " \($0.address)" } ?? ""
    let en = [reason?.en, words.isEmpty ? nil : "“\(words)”"].compactMap { $0 }.joined(separator: ": ")
    let es = [reason?.es, words.isEmpty ? nil : "«\(words)»"].compactMap { $0 }.joined(separator: ": ")
    return Text(
      en: "Refused at the door\(whom.isEmpty ? "" : " for")\(whom): \(en).",
      es: "Rechazado a la entrada\(whom.isEmpty ? "" : " para")\(whom): \(es).")
  }

  private static func greylisted(_ message: TracedMessage) -> Text {
    Text(
      en: "Asked to come again in some minutes (greylisting); nothing is delivered yet.",
      es: "Se pidió reintentar en unos minutos (lista gris); aún no se ha entregado nada.")
  }

  static func fate(_ recipient: TracedRecipient) -> Text {
    let who = recipient.originally.map { "\(recipient.address) (\($0))" } ?? recipient.address
    if let placed = recipient.placed { return Self.placed(placed, who) }
    let reason = EnhancedStatus.meaning(of: recipient.dsn)
    let words = recipient.words ?? ""
    let en = "\(reason.map { $0.en + ": " } ?? "")“\(words)”"
    let es = "\(reason.map { $0.es + ": " } ?? "")«\(words)»"
    return switch recipient.status {
    case .delivered: handed(recipient, who)
    case .deferred:
      Text(
        en: "Waits for \(who), and is tried again: \(en).", es: "Espera para \(who), y se reintentará: \(es).")
    case .bounced:
      Text(en: "Returned to the sender for \(who): \(en).", es: "Devuelto al remitente para \(who): \(es).")
    case .expired:
      Text(
        en: "Given up for \(who) after days of attempts: \(en).",
        es: "Se desistió para \(who) tras días de intentos: \(es).")
    default: Text(en: "\(who): \(en).", es: "\(who): \(es).")
    }
  }

  private static func handed(_ recipient: TracedRecipient, _ who: String) -> Text {
    let relay = recipient.relay ?? "?"
    return recipient.staysHere
      ? Text(en: "Handed to the mailbox of \(who).", es: "Entregado al buzón de \(who).")
      : Text(
        en: "Handed over for \(who) to \(relay), which said “\(recipient.words ?? "")”.",
        es: "Entregado para \(who) a \(relay), que dijo «\(recipient.words ?? "")».")
  }

  static func placed(_ placement: Placement, _ who: String) -> Text {
    let target = placement.target
    switch placement.kind {
    case .stored:
      return Text(en: "Delivered to \(who), in \(target).", es: "Entregado a \(who), en \(target).")
    case .discarded:
      return Text(en: "Dropped by a Sieve rule of \(who).", es: "Descartado por una regla Sieve de \(who).")
    case .rejected:
      return Text(en: "Refused by a Sieve rule of \(who).", es: "Rechazado por una regla Sieve de \(who).")
    case .redirected:
      return Text(en: "Forwarded by \(who) to \(target).", es: "Reenviado por \(who) a \(target).")
    case .answered:
      return Text(
        en: "Delivered to \(who), whose absence notice went to \(target).",
        es: "Entregado a \(who), cuyo aviso de ausencia se envió a \(target).")
    case .failed:
      let why = placement.reason.map { ": \($0)" } ?? ""
      return Text(en: "\(who) could not take it\(why).", es: "\(who) no pudo recibirlo\(why).")
    }
  }

  private static func points(_ value: Double) -> String { value.formatted(.number.precision(.fractionLength(1))) }
}
