import MailModel

/// Which Dovecot the files are for: 2.4 has another syntax, which is another case here.
enum DovecotSyntax: Sendable {
  case v23

  init(_ version: Version) throws(Fault) {
    guard version >= Version(2, 3, 19), version < Version(2, 4) else {
      throw .unknownVersion("Dovecot", version, known: "2.3.19 – 2.3.21")
    }
    self = .v23
  }

  func files(of plan: RenderPlan) -> [ConfigFile] {
    let directory = plan.layout.dovecotConfig
    return [
      ConfigFile(path: "\(directory)/dovecot.conf", contents: plan.dovecotConf, program: .dovecot),
      ConfigFile(path: "\(directory)/accounts.lua", contents: plan.dovecotAccounts, program: .dovecot),
      ConfigFile(
        path: plan.layout.quotaWarning, contents: plan.quotaWarningScript, mode: 0o755, program: .dovecot),
      ConfigFile(path: plan.layout.siftingScript, contents: plan.siftingScript, program: .dovecot),
    ]
  }
}
