import CLinux
import Glibc
import MailModel
import NIOCore

/// Who sits at the other end of a Unix socket, as the kernel says (unix(7), SO_PEERCRED).
struct PeerCredentials: Sendable, Hashable {
  let uid: UInt32

  static func of(_ channel: any Channel) async throws -> PeerCredentials {
    guard let options = channel as? any SocketOptionProvider else { throw refusal(uid: nil) }
    let peer: peer_credentials = try await options.unsafeGetSocketOption(
      level: .socket, name: .init(rawValue: SO_PEERCRED)
    ).get()
    return PeerCredentials(uid: peer.uid)
  }

  static func refusal(uid: UInt32?) -> Fault {
    let who = uid.map(String.init) ?? "?"
    return Fault(
      .forbidden, en: "user \(who) may not speak with the host agent",
      es: "el usuario \(who) no puede hablar con el agente del equipo",
      hint: Text(en: "only root and palomar may", es: "solo pueden root y palomar"))
  }
}
