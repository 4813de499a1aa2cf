import MailModel

/// Renders a `MailSystem` for the programs of one host.
///
/// What a program needs besides its files:
/// * the directories of `Layout.directories(mailUser:)`, which exist before the first file is written;
/// * TLS key and chain at `layout.tlsKey` and `layout.tlsChain` (root, 0400), and one DKIM key per domain at
///   `layout.dkimKey` (root:_rspamd, 0440);
/// * `sievec layout.siftingScript`, run as root after that file is written: Dovecot's mail processes may not
///   write the compiled script;
/// * the three files of `MailDirectorySchema`, in WAL mode, before Postfix, Dovecot and Rspamd start;
/// * with PostgreSQL, the password files of `DirectoryPassword`.
///
/// Start Redis, Rspamd, Dovecot, Postfix in that order: a Postfix that finds no sign-in socket ends its
/// smtpd processes. In `local`, Rspamd starts as root with `-u _rspamd -g _rspamd` and
/// `--var=LOCAL_CONFDIR=… --var=DBDIR=… --var=RUNDIR=… --var=LOGDIR=…` set to the layout's places.
extension MailSystem {
  /// The configuration files of this system on `host`, for the versions that are installed there.
  package func rendered(on host: HostFacts) throws(Fault) -> ConfigSet {
    let plan = try RenderPlan(self, on: host)
    return ConfigSet(
      try PostfixSyntax(host.versions.postfix).files(of: plan)
        + DovecotSyntax(host.versions.dovecot).files(of: plan)
        + RspamdSyntax(host.versions.rspamd).files(of: plan)
        + RedisSyntax(host.versions.redis).files(of: plan))
  }
}

/// A system and a host whose values are safe to write into every program's files.
struct RenderPlan: Sendable {
  let system: MailSystem
  let layout: Layout
  let mailUser: NumericUser
  let listening: Listening
  let overrides: OverridePlan

  init(_ system: MailSystem, on host: HostFacts) throws(Fault) {
    try host.layout.requireWritablePaths()
    try system.directory.requireWritableNames()
    self.system = system
    layout = host.layout
    mailUser = host.mailUser
    listening = Listening(system.listen)
    overrides = try OverridePlan(system.overrides)
  }
}
