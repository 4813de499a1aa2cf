import CLinux
import Glibc
import MailModel

/// Who sits at the other end of a Unix socket, as the kernel says (unix(7), SO_PEERCRED).
struct PeerCredentials: Sendable, Hashable {
  let uid: UInt32

  init(of socket: SocketDescriptor) throws {
    var peer = peer_credentials()
    var length = socklen_t(MemoryLayout<peer_credentials>.size)
    guard getsockopt(socket.number, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 else {
      throw SystemFailure("ask who sits at", "a connection")
    }
    uid = peer.uid
  }

  static func refusal(uid: UInt32) -> Fault {
    Fault(
      .forbidden, en: "user \(uid) may not speak with the host agent",
      es: "el usuario \(uid) no puede hablar con el agente del equipo",
      hint: Text(en: "only root and palomar may", es: "solo pueden root y palomar"))
  }
}
