import AgentProtocol
import MailModel

/// Why a message waits, in one sentence.
enum WaitingReason {
  static func of(_ message: QueuedMessage) -> Text {
    switch message.place {
    case .hold:
      return Text(
        en: "it is on hold until somebody releases it", es: "está retenido hasta que alguien lo libere")
    case .active: return Text(en: "it is being delivered now", es: "se está entregando ahora")
    case .incoming, .maildrop:
      return Text(en: "it has just come in", es: "acaba de entrar")
    case .deferred: break
    }
    let reasons = Set(message.recipients.compactMap(\.reason)).sorted()
    guard let first = reasons.first else {
      return Text(en: "its next try is due", es: "le toca otro intento")
    }
    let more = reasons.count - 1
    let meaning = meaning(of: first)
    return Text(
      en: meaning.en + (more > 0 ? " (and \(more) more reasons)" : ""),
      es: meaning.es + (more > 0 ? " (y \(more) motivos más)" : ""))
  }

  /// What the words of a delivery program mean: a known trouble of the way, or the other side's enhanced status.
  static func meaning(of words: String) -> Text {
    if let known = troubles.first(where: { words.contains($0.words) }) { return known.meaning }
    return status(in: words).flatMap(EnhancedStatus.meaning(of:)) ?? Text(verbatim: words)
  }

  /// The first temporary or permanent code of RFC 3463's form.
  private static func status(in words: String) -> String? {
    words.split { !($0.isASCII && $0.isNumber) && $0 != "." }.map(String.init).first { word in
      let parts = word.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count == 3 && ["4", "5"].contains(parts[0])
        && parts.dropFirst().allSatisfy { (1...3).contains($0.count) }
    }
  }

  /// The words are of Postfix's smtp(8), lmtp(8) and qmgr(8), and of the system's errors that they pass on.
  private static let troubles: [(words: String, meaning: Text)] = [
    (
      MailSystem.pauseWords,
      Text(en: "mail to its domain is paused here", es: "el correo a su dominio está en pausa aquí")
    ),
    (
      "Connection refused",
      Text(en: "the other server takes no connections", es: "el otro servidor no acepta conexiones")
    ),
    ("Connection timed out", Text(en: "the other server does not answer", es: "el otro servidor no responde")),
    ("Connection reset", Text(en: "the other server broke off", es: "el otro servidor cortó la conexión")),
    ("lost connection", Text(en: "the connection broke off", es: "la conexión se cortó")),
    ("No route to host", Text(en: "there is no way to the other server", es: "no hay camino hasta el otro servidor")),
    ("Network is unreachable", Text(en: "this host has no network", es: "este equipo no tiene red")),
    (
      "Name service error",
      Text(en: "DNS does not say where the domain's mail goes", es: "el DNS no dice adónde va el correo del dominio")
    ),
    ("Cannot start TLS", Text(en: "encryption could not be agreed on", es: "no se pudo acordar el cifrado")),
    ("mail transport unavailable", Text(en: "Postfix's own way out is broken", es: "la salida de Postfix está rota")),
  ]
}
