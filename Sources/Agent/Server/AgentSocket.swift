import Foundation
import MailModel

/// The place of the agent's socket. A stale one is replaced; a live one means that another agent serves.
struct AgentSocket: Sendable {
  /// Octets that a socket's path may have, without its end (unix(7): 108 with it).
  static let longestPath = 107

  let path: String

  /// Makes sure that a socket can be bound at `path`.
  func claim() throws {
    guard path.utf8.count <= AgentSocket.longestPath else { throw AgentSocket.tooLong(path) }
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw Fault(
        .conflict, en: "\(path) is not a socket", es: "\(path) no es un socket",
        hint: Text(en: "move it away", es: "quítelo de ahí"))
    }
    guard !answers() else {
      throw Fault(
        .conflict, en: "a host agent serves already at \(path)", es: "ya hay un agente del equipo en \(path)",
        hint: Text(en: "stop it first: palomar down", es: "deténgalo antes: palomar down"))
    }
    unlink(path)
  }

  /// A listening socket that root and `group` may connect to: its mode is the first fence, the peer's credentials
  /// are the second.
  func listen(group: UInt32) throws -> SocketDescriptor {
    let listener = SocketDescriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    let bound = try SocketAddress.withAddress(ofUnix: path) { bind(listener.number, $0, $1) }
    guard listener.number >= 0, bound == 0, chown(path, getuid(), group) == 0, chmod(path, 0o660) == 0,
      Glibc.listen(listener.number, 64) == 0
    else { throw SystemFailure("listen at", path) }
    return listener
  }

  /// Whether somebody accepts connections there.
  func answers() -> Bool {
    Dialogue.connects(toUnix: path)
  }

  static func tooLong(_ path: String) -> Fault {
    Fault(
      .invalid, en: "the path \(path) is too long for a socket: \(path.utf8.count) octets of \(longestPath)",
      es: "la ruta \(path) es demasiado larga para un socket: \(path.utf8.count) octetos de \(longestPath)",
      hint: Text(en: "choose a directory with a shorter name", es: "elija un directorio de nombre más corto"))
  }
}
