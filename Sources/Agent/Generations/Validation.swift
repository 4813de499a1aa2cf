import MailConfig
import MailModel

/// Has the programs themselves read a staged tree. What one refuses is a fault with its own words.
struct Validation: Sendable {
  let tree: StagedTree
  let files: ConfigSet
  /// The programs whose files differ from what runs; the others were checked when theirs changed.
  let programs: Set<Override.Program>

  /// Throws what all that refuse have to say.
  func check() async throws {
    let refusals = try await withThrowingTaskGroup(of: Refusal?.self) { group in
      for check in checks() {
        group.addTask { try await refusal(by: check) }
      }
      return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }.sorted { $0.name < $1.name }
    }
    guard !refusals.isEmpty else { return }
    let words = refusals.map(\.words).joined(separator: "\n")
    let names = refusals.map(\.name).joined(separator: ", ")
    throw Fault(
      .invalid, en: "\(names) \(refusals.count == 1 ? "refuses" : "refuse") the configuration: \(words)",
      es: "\(names) \(refusals.count == 1 ? "rechaza" : "rechazan") la configuración: \(words)")
  }

  private struct Refusal: Sendable {
    let name: String
    let words: String
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

  private func refusal(by check: Check) async throws -> Refusal? {
    let result = try await check.program.run()
    return result.succeeded ? nil : Refusal(name: check.name, words: tree.unstaged(result.words))
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
