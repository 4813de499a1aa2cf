import Foundation
import MailConfig
import MailModel

/// The services of a `local` instance, in the order of their needs.
enum LocalService: String, CaseIterable, Sendable {
  case redis, rspamd, dovecot, postfix, palomar

  /// What runs only with a configuration; the control plane is there before the first.
  static let mail: [LocalService] = [.redis, .rspamd, .dovecot, .postfix]

  static func mailService(of program: Override.Program) -> LocalService {
    switch program {
    case .redis: .redis
    case .rspamd: .rspamd
    case .dovecot: .dovecot
    case .postfix: .postfix
    }
  }

  /// A Postfix that finds no sign-in socket takes no mail, and one without its filter only defers it.
  var needs: [LocalService] {
    switch self {
    case .redis, .dovecot, .palomar: []
    case .rspamd: [.redis]
    case .postfix: [.dovecot, .rspamd]
    }
  }

  /// How long it may take until it answers. At its very first start Rspamd compiles what it looks for, which takes
  /// 9 to 12 s on two idle cores where that is the whole list of public suffixes.
  var patience: Duration {
    switch self {
    case .redis, .dovecot: .seconds(8)
    case .postfix: .seconds(8)
    case .rspamd: .seconds(60)
    case .palomar: .seconds(30)
    }
  }

  /// Its own log beside what it prints, if it has one.
  func logs(in layout: Layout) -> [String] {
    ["\(layout.log)/\(rawValue).log", "\(layout.log)/\(rawValue).out"]
  }

  /// Program and arguments; it stays in the foreground, and its process is the service.
  func command(_ layout: Layout, controlPlane: String) -> [String] {
    switch self {
    case .redis:
      [
        "/usr/bin/setpriv", "--reuid=redis", "--regid=redis", "--clear-groups", "--no-new-privs", "--",
        "/usr/bin/redis-server", "\(layout.redisConfig)/redis.conf",
      ]
    case .rspamd:
      ["/usr/bin/rspamd", "-f", "-c", "/etc/rspamd/rspamd.conf", "-u", "_rspamd", "-g", "_rspamd"]
        + RspamdVariables(layout: layout, configuration: layout.rspamdConfig).arguments
    case .dovecot:
      ["/usr/sbin/dovecot", "-F", "-c", "\(layout.dovecotConfig)/dovecot.conf"]
    case .postfix:
      // postfix(1)'s `start-fg` would stay between us and master(8), which goes on when that shell is killed.
      ["/usr/lib/postfix/sbin/master", "-s", "-c", layout.postfixConfig]
    case .palomar:
      [
        "/usr/bin/setpriv", "--reuid=palomar", "--regid=palomar", "--groups=postfix,dovecot", "--no-new-privs",
        "--inh-caps=-all", "--bounding-set=-all", "--", controlPlane, "serve", "--dir", layout.root,
      ]
    }
  }

  /// Where its programs lie; a process found in its session that runs something else is not its own.
  func programs(controlPlane: String) -> [String] {
    switch self {
    case .redis: ["/usr/bin/redis-", "/usr/bin/setpriv"]
    case .rspamd: ["/usr/bin/rspam"]
    case .dovecot: ["/usr/sbin/dovecot", "/usr/lib/dovecot/", "/usr/bin/doveconf"]
    case .postfix: ["/usr/lib/postfix/", "/usr/sbin/post"]
    case .palomar: [controlPlane, "/usr/bin/setpriv"]
    }
  }

  func readiness(_ layout: Layout, _ system: MailSystem?, _ process: ProcessIdentity) -> Readiness {
    switch self {
    case .redis: .redis(layout)
    case .rspamd: .rspamd(layout, process)
    case .dovecot: system.map { .dovecot(layout, $0) } ?? Readiness(doors: [])
    case .postfix: system.map { .postfix($0) } ?? Readiness(doors: [])
    case .palomar: .controlPlane(layout)
    }
  }

  /// The ports that nobody else may hold when it starts.
  func ports(of system: MailSystem) -> [Int] {
    let ports = system.ports
    return switch self {
    case .postfix: [ports.smtp, ports.submission, ports.submissions]
    case .dovecot: [ports.imap, ports.imaps, ports.pop3s, ports.sieve]
    case .palomar: [ports.console]
    case .redis, .rspamd: []
    }
  }
}
