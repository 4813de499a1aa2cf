import AgentProtocol
import Foundation
import MailModel

/// What a moderator reads: in both languages, because nobody knows the reader's here, and with the message itself.
struct HeldMessageLetter {
  let request: TellOfHeldMessage
  let host: DomainName
  let now: Date

  /// Octets of a message that are passed on; of a longer one the beginning is.
  private static let limit = 2 << 20

  init(about request: TellOfHeldMessage, from host: DomainName, at now: Date) {
    self.request = request
    self.host = host
    self.now = now
  }

  /// MIME (RFC 2046 §5.1, §5.2.1); lines end as the host's own, which dovecot-lda takes.
  func octets(with message: [UInt8]) -> [UInt8] {
    let boundary = "held-\(UUID().uuidString)"
    let head = """
      From: <postmaster@\(host)>
      To: <\(request.moderator)>
      Subject: Held for \(request.group) / Retenido para \(request.group)
      Date: \(Self.date(now))
      Message-ID: <\(request.id).\(UUID().uuidString)@\(host)>
      Auto-Submitted: auto-generated
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="\(boundary)"

      --\(boundary)
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: 8bit

      \(text)

      --\(boundary)
      Content-Type: message/rfc822
      Content-Transfer-Encoding: 8bit
      Content-Disposition: attachment; filename="held.eml"


      """
    return Array(head.utf8) + message.prefix(Self.limit) + Array("\n--\(boundary)--\n".utf8)
  }

  private var text: String {
    let (group, id, day) = (request.group, request.id, String(request.until.formatted(.iso8601).prefix(10)))
    return """
      A message to \(group) waits for one of those who look after the group. It is attached;
      whoever wrote it has not been told. Release or refuse it in the console, at the group's
      held posts, or at the host with one of

          palomar group release \(group) \(id)
          palomar group refuse \(group) \(id)

      If nobody decides by \(day), it is refused.

      Un mensaje a \(group) espera a alguien que cuide el grupo. Va adjunto; quien lo escribió
      no ha recibido aviso. Déjelo pasar o rechácelo en la consola, en los mensajes retenidos
      del grupo, o en el equipo con una de las dos órdenes de arriba.

      Si nadie decide antes del \(day), se rechaza.
      """
  }

  /// RFC 5322 §3.3.
  private static func date(_ date: Date) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = .gmt
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return format.string(from: date)
  }
}
