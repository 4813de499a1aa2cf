import Kernel
import NIOPosix

extension LDAPClient {
  /// `timeLimit` is for each answer of the server. libldap blocks, so it works on threads that may.
  package static func live(timeLimit: Duration = .seconds(30)) -> LDAPClient {
    LDAPClient { server, search in
      try await NIOThreadPool.singleton.runIfActive {
        let connection = try LDAPConnection(to: server, within: timeLimit)
        try connection.bind()
        return try connection.entries(search)
      }
    }
  }
}
