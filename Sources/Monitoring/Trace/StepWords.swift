import MailFormats
import MailModel

/// What one line of a log says, in a sentence for people; `nil` for a line that tells them nothing new.
enum StepWords {
  static func of(_ event: LogEvent, _ attempt: MessageTrail.Attempt?, in line: UnsafeRawBufferPointer) -> Text? {
    switch event {
    case .postfix(let event): postfix(event.statement, attempt, line)
    case .rspamd(let event): rspamd(event.statement, line)
    case .dovecot(let event): dovecot(event, line)
    default: nil
    }
  }

  private static func postfix(
    _ statement: PostfixStatement, _ attempt: MessageTrail.Attempt?, _ line: UnsafeRawBufferPointer
  ) -> Text? {
    switch statement {
    case .accepted(let acceptance): arrival(acceptance, line)
    case .pickedUp: Text(en: "Came from a program on this host.", es: "Llegó de un programa de este servidor.")
    case .queued(_, _, let recipients):
      Text(
        en: "Taken into the queue. Recipients: \(recipients).", es: "Entró en la cola. Destinatarios: \(recipients).")
    case .delivered: attempt.map { Verdict.fate(TracedRecipient($0, nil)) }
    case .attempted(let words): said(words, line)
    case .ruled(let ruling): ruled(ruling, line)
    case .expired:
      Text(en: "Waited for too long; given up.", es: "Esperó demasiado; se desistió.")
    case .notified(_, let report, _):
      Text(
        en: "The sender is told by the message \(report.text(in: line)).",
        es: "Se avisa al remitente con el mensaje \(report.text(in: line)).")
    case .moved(let move): moved(move)
    case .removed: Text(en: "Left the queue: nothing is left to do.", es: "Salió de la cola: no queda nada por hacer.")
    case .signInFailed: Text(en: "The sign-in failed.", es: "El inicio de sesión falló.")
    default: nil
    }
  }

  private static func arrival(_ acceptance: PostfixAcceptance, _ line: UnsafeRawBufferPointer) -> Text {
    let client = acceptance.peer.address.text(in: line)
    guard let user = acceptance.user.textIfAny(in: line) else {
      return Text(en: "Came from \(client).", es: "Llegó de \(client).")
    }
    return Text(
      en: "Came from \(client), signed in as \(user).", es: "Llegó de \(client), con la sesión de \(user).")
  }

  private static func said(_ words: LogSlice, _ line: UnsafeRawBufferPointer) -> Text {
    let words = words.text(in: line)
    return Text(en: "An attempt went wrong: “\(words)”.", es: "Un intento salió mal: «\(words)».")
  }

  private static func ruled(_ ruling: PostfixRuling, _ line: UnsafeRawBufferPointer) -> Text? {
    let words = ruling.reply.text(in: line)
    return switch ruling.action {
    case .reject, .milterReject, .proxyReject:
      Text(en: "Refused: “\(words)”.", es: "Rechazado: «\(words)».")
    case .greylist:
      Text(en: "Asked to come again later: “\(words)”.", es: "Se pidió volver más tarde: «\(words)».")
    case .discard, .milterDiscard: Text(en: "Dropped by a rule.", es: "Descartado por una regla.")
    case .hold, .milterHold, .milterQuarantine:
      Text(en: "Held in the queue.", es: "Retenido en la cola.")
    default: nil
    }
  }

  private static func moved(_ move: PostfixMove) -> Text? {
    switch move {
    case .held: Text(en: "Held by an administrator.", es: "Retenido por un administrador.")
    case .released: Text(en: "Released by an administrator.", es: "Liberado por un administrador.")
    case .requeued: Text(en: "Put into the queue anew.", es: "Puesto de nuevo en la cola.")
    case .forceExpired, .skipped: nil
    }
  }

  private static func rspamd(_ statement: RspamdStatement, _ line: UnsafeRawBufferPointer) -> Text? {
    guard case .result(let result) = statement else { return nil }
    let filter = FilterVerdict(result, of: line)
    let points = "\(filter.score) / \(filter.threshold)"
    let (en, es) =
      switch result.action {
      case .reject: ("refused as spam", "rechazado por spam")
      case .greylist: ("asked to come again later", "se pide volver más tarde")
      case .softReject where StoryStatuses.isGreylisted(result, in: line):
        ("asked to come again later (greylisting)", "se pide volver más tarde (lista gris)")
      case .softReject: ("put off", "aplazado")
      case .addHeader, .rewriteSubject: ("marked as spam", "marcado como spam")
      case .discard, .quarantine: ("kept back", "apartado")
      case .noAction, .other: ("let through", "pasa")
      }
    return Text(en: "The filter gave \(points) points: \(en).", es: "El filtro dio \(points) puntos: \(es).")
  }

  private static func dovecot(_ event: DovecotEvent, _ line: UnsafeRawBufferPointer) -> Text? {
    switch event.statement {
    case .delivered(let delivery):
      Placement(delivery, of: line).map { Verdict.placed($0, event.user.text(in: line)) }
    case .scriptFailed(let words):
      Text(
        en: "The owner's Sieve script failed: “\(words.text(in: line))”.",
        es: "El script de Sieve del dueño falló: «\(words.text(in: line))».")
    case .signedIn: Text(en: "The password was right.", es: "La contraseña era correcta.")
    case .notSignedIn, .signInRefused: Text(en: "The sign-in failed.", es: "El inicio de sesión falló.")
    default: nil
    }
  }
}
