import MailConfig
import MailModel

/// Has the programs themselves read a staged tree. What one refuses is a fault with its own words.
struct Validation: Sendable {
  let tree: StagedTree
  let files: ConfigSet
  /// The programs whose files differ from what runs; the others were checked when theirs changed.
  let programs: Set<Override.Program>

  func check() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for check in checks() {
        group.addTask { try await run(check) }
      }
    }
  }

  private struct Check {
    let name: String
    let program: Program
  }

  private func checks() -> [Check] {
    var checks: [Check] = []
    if programs.contains(.postfix) { checks.append(Check(name: "postfix check", program: postfix)) }
    if programs.contains(.dovecot) {
      checks.append(Check(name: "doveconf -n", program: Program("/usr/bin/doveconf", ["-n", "-c", dovecotFile])))
      checks += files.files.filter { $0.path.hasSuffix(".sieve") }.map { Check(name: "sievec", program: sievec($0)) }
    }
    if programs.contains(.rspamd) { checks.append(Check(name: "rspamadm configtest", program: rspamd)) }
    return checks
  }

  private var dovecotFile: String { "\(tree.dovecot)/dovecot.conf" }

  /// Postfix says what is wrong only on a terminal, so script(1) lends it one.
  private var postfix: Program {
    let command = "postfix -c '\(tree.postfix.replacingOccurrences(of: "'", with: #"'\''"#))' check"
    return Program("/usr/bin/script", ["--quiet", "--return", "--command", command, "/dev/null"])
  }

  private var rspamd: Program {
    Program(
      "/usr/bin/rspamadm",
      RspamdVariables(layout: tree.layout, configuration: tree.rspamd).arguments
        + ["configtest", "-c", "/etc/rspamd/rspamd.conf"])
  }

  private func sievec(_ file: ConfigFile) -> Program {
    let script = tree.staged(file.path)
    return Program("/usr/bin/sievec", ["-c", dovecotFile, "--", script, script + ".checked"])
  }

  private func run(_ check: Check) async throws {
    let result = try await check.program.run()
    guard !result.succeeded else { return }
    let words = tree.unstaged(result.words)
    throw Fault(
      .invalid, en: "\(check.name) refuses the configuration: \(words)",
      es: "\(check.name) rechaza la configuración: \(words)")
  }
}

/// Where Rspamd finds its own places, as variables of its command line.
struct RspamdVariables {
  let layout: Layout
  let configuration: String

  var arguments: [String] {
    [
      "--var=LOCAL_CONFDIR=\(configuration)", "--var=DBDIR=\(layout.rspamdData)", "--var=RUNDIR=\(layout.rspamdRun)",
      "--var=LOGDIR=\(layout.log)",
    ]
  }
}
