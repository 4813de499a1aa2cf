import MailModel

/// A directory that must exist before the programs start.
package struct InstanceDirectory: Codable, Hashable, Sendable {
  package var path: String
  /// A name, or a number in digits, as chown(1) takes them.
  package var owner: String
  package var group: String
  /// Permission bits, as in chmod(2).
  package var mode: UInt16

  package init(_ path: String, _ owner: String, _ group: String, _ mode: UInt16) {
    self.path = path
    self.owner = owner
    self.group = group
    self.mode = mode
  }
}

extension Layout {
  /// Every directory of a service, parents first.
  ///
  /// The set-group-ID bits are load-bearing: sockets and SQLite's `-wal` and `-shm` files take the directory's
  /// group, whoever makes them first. Users and groups: postfix, dovecot, dovenull, _rspamd and redis come with
  /// Debian's packages; `palomar` runs the control plane.
  package func directories(mailUser: NumericUser) -> [InstanceDirectory] {
    own + configuration + programs(mailUser) + [
      InstanceDirectory(mailRules, "root", "\(mailUser.gid)", 0o750),
      InstanceDirectory(sharing, "palomar", "\(mailUser.gid)", 0o2750),
      InstanceDirectory(parent(of: sendingRules), "palomar", "_rspamd", 0o2750),
    ]
  }

  private var own: [InstanceDirectory] {
    let profileOwn =
      profile == .local
      ? ["etc", "lib", "run", "spool"].map { InstanceDirectory("\(root)/\($0)", "root", "root", 0o755) } : []
    return [InstanceDirectory(root, "root", "root", 0o755)] + profileOwn + [
      InstanceDirectory(agent, "root", "root", 0o700),
      InstanceDirectory(control, "palomar", "palomar", 0o700),
      InstanceDirectory(parent(of: agentSocket), "root", "palomar", 0o750),
      InstanceDirectory(parent(of: controlSocket), "palomar", "palomar", 0o755),
      InstanceDirectory(keys, "root", "root", 0o711),
      InstanceDirectory(parent(of: tlsKey), "root", "root", 0o700),
      InstanceDirectory(parent(of: consoleCertificate), "root", "palomar", 0o750),
      InstanceDirectory(dkimKeys, "root", "_rspamd", 0o750),
      InstanceDirectory(parent(of: postfixPassword), "root", "root", 0o711),
      InstanceDirectory("\(root)/directory", "root", "root", 0o755),
      InstanceDirectory(parent(of: routingDirectory), "palomar", "postfix", 0o2770),
      InstanceDirectory(parent(of: accountsDirectory), "palomar", "dovecot", 0o2770),
      InstanceDirectory(parent(of: groupsDirectory), "palomar", "_rspamd", 0o2770),
    ]
  }

  private var configuration: [InstanceDirectory] {
    [
      InstanceDirectory(postfixConfig, "root", "root", 0o755),
      InstanceDirectory(dovecotConfig, "root", "root", 0o755),
      InstanceDirectory(parent(of: siftingScript), "root", "root", 0o755),
      InstanceDirectory(rspamdConfig, "root", "root", 0o755),
      InstanceDirectory("\(rspamdConfig)/local.d", "root", "root", 0o755),
      InstanceDirectory("\(rspamdConfig)/override.d", "root", "root", 0o755),
      InstanceDirectory(redisConfig, "root", "redis", 0o750),
    ]
  }

  /// Postfix makes the queue's subdirectories by itself, with the owners that it wants.
  private func programs(_ mailUser: NumericUser) -> [InstanceDirectory] {
    [
      InstanceDirectory(postfixQueue, "root", "root", 0o755),
      InstanceDirectory(postfixData, "postfix", "postfix", 0o700),
      InstanceDirectory(dovecotState, "root", "root", 0o755),
      InstanceDirectory(sharedMailboxes, "\(mailUser.uid)", "\(mailUser.gid)", 0o700),
      InstanceDirectory(dovecotRun, "root", "root", 0o755),
      InstanceDirectory(rspamdData, "_rspamd", "_rspamd", 0o750),
      InstanceDirectory(rspamdRun, "_rspamd", "_rspamd", 0o755),
      InstanceDirectory(parent(of: milterSocket), "_rspamd", "postfix", 0o2750),
      InstanceDirectory(parent(of: controllerSocket), "_rspamd", "palomar", 0o2750),
      InstanceDirectory(redisData, "redis", "redis", 0o750),
      InstanceDirectory(redisRun, "redis", "_rspamd", 0o2750),
      InstanceDirectory(log, "root", "root", 0o755),
      InstanceDirectory(mail, "\(mailUser.uid)", "\(mailUser.gid)", 0o700),
    ]
  }

  /// Which mailboxes are shared with whom; Dovecot's mail processes write it.
  var sharedMailboxes: String { "\(dovecotState)/shared" }

  private func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? path
  }
}
