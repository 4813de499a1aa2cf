import Foundation
import Kernel
import MailModel
import NIOCore

/// Who stands at the other end of a Unix socket, as the kernel knows it (unix(7), SO_PEERCRED).
enum PeerCredentials {
  /// `struct ucred` of <sys/socket.h>, which Glibc's module leaves out.
  private struct Credentials {
    var pid: pid_t
    var uid: uid_t
    var gid: gid_t
  }

  static func principal(of channel: any Channel) async throws -> Principal {
    guard let provider = channel as? any SocketOptionProvider else { return .stranger }
    let credentials: Credentials = try await provider.unsafeGetSocketOption(
      level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
    ).get()
    guard credentials.uid == 0 || credentials.uid == geteuid() else { return .stranger }
    return .localAdministrator(name(of: credentials.uid))
  }

  private static func name(of user: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 4_096)
    guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return "uid \(user)" }
    return String(cString: entry.pw_name)
  }
}
