import Foundation

/// A program that a mail service needs, and the package of Debian's that brings it.
struct RequiredProgram: Sendable {
  let path: String
  let package: String

  static let all = [
    RequiredProgram(path: "/usr/lib/postfix/sbin/master", package: "postfix"),
    RequiredProgram(path: "/usr/lib/postfix/postfix-sqlite.so", package: "postfix-sqlite"),
    RequiredProgram(path: "/usr/sbin/dovecot", package: "dovecot-core"),
    RequiredProgram(path: "/usr/lib/dovecot/imap", package: "dovecot-imapd"),
    RequiredProgram(path: "/usr/lib/dovecot/pop3", package: "dovecot-pop3d"),
    RequiredProgram(path: "/usr/lib/dovecot/lmtp", package: "dovecot-lmtpd"),
    RequiredProgram(path: "/usr/bin/sievec", package: "dovecot-sieve"),
    RequiredProgram(path: "/usr/lib/dovecot/managesieve", package: "dovecot-managesieved"),
    RequiredProgram(path: "/usr/lib/dovecot/modules/auth/libdriver_sqlite.so", package: "dovecot-sqlite"),
    RequiredProgram(path: "/usr/lib/dovecot/modules/auth/libauthdb_lua.so", package: "dovecot-auth-lua"),
    RequiredProgram(path: "/usr/lib/\(architecture)/lua/5.3/luasql/sqlite3.so", package: "lua-sql-sqlite3"),
    RequiredProgram(path: "/usr/bin/perl", package: "perl-base"),
    RequiredProgram(path: "/usr/bin/rspamd", package: "rspamd"),
    RequiredProgram(path: "/usr/bin/redis-server", package: "redis-server"),
    RequiredProgram(path: "/usr/bin/setpriv", package: "util-linux"),
    RequiredProgram(path: "/usr/bin/script", package: "bsdutils"),
    RequiredProgram(path: "/usr/bin/diff", package: "diffutils"),
    RequiredProgram(path: "/usr/sbin/useradd", package: "passwd"),
  ]

  /// Debian's name for this machine's libraries.
  private static var architecture: String {
    #if arch(arm64)
      "aarch64-linux-gnu"
    #else
      "x86_64-linux-gnu"
    #endif
  }

  var isPresent: Bool { access(path, F_OK) == 0 }
}
