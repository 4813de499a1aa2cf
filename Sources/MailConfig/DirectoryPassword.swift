import MailModel

/// How Postfix and Dovecot get the password of a mail directory in PostgreSQL without it standing in a rendered
/// file, where diffs and exports would show it.
///
/// Each program has a password file of libpq's (PostgreSQL manual §34.16) with the one line
/// `*:*:*:*:PASSWORD`, which the host agent writes from `layout.directoryPassword`: libpq wants mode 0600, so the
/// two programs, which run as different users, cannot share one. Without the files, libpq signs in without a
/// password, as with peer authentication over a Unix socket.
package struct DirectoryPassword: Codable, Hashable, Sendable {
  package var path: String
  package var owner: String
  package var group: String
  package var mode: UInt16

  /// The files that the host agent writes.
  package static func files(in layout: Layout) -> [DirectoryPassword] {
    [("postfix", layout.postfixPassword), ("dovecot", layout.dovecotPassword)].map { user, path in
      DirectoryPassword(path: path, owner: user, group: user, mode: 0o600)
    }
  }

  /// What stands in each of them; `:` and `\` are escaped as libpq wants it.
  package static func contents(_ password: Secret) -> Secret {
    Secret("*:*:*:*:" + password.value.replacing("\\", with: "\\\\").replacing(":", with: "\\:") + "\n")
  }

  /// A libpq URI, which is the one form in which Postfix lets a password file be named.
  static func postfixConnection(
    _ layout: Layout, _ host: String, _ port: Int, _ database: String, _ user: String
  ) -> String {
    let authority = host.hasPrefix("/") || host.contains(":") ? "" : host
    let place = authority.isEmpty ? "host=\(host.replacing("/", with: "%2F").replacing(":", with: "%3A"))&" : ""
    return "postgresql://\(user)@\(authority):\(port)/\(database)?\(place)passfile=\(layout.postfixPassword)"
  }

  /// A libpq connection string for Dovecot.
  static func dovecotConnection(
    _ layout: Layout, _ host: String, _ port: Int, _ database: String, _ user: String
  ) -> String {
    "host=\(host) port=\(port) dbname=\(database) user=\(user) passfile=\(layout.dovecotPassword)"
  }
}

extension Layout {
  /// Holds the password of the mail directory, and nothing else.
  package var directoryPassword: String { "\(keys)/directory-password" }
  package var postfixPassword: String { "\(keys)/directory/postfix.pgpass" }
  package var dovecotPassword: String { "\(keys)/directory/dovecot.pgpass" }
}
