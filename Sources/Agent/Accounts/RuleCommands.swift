import AgentProtocol
import Foundation
import MailConfig
import MailModel

/// Keeps the scripts of people's rules.
struct RuleCommands: Sendable {
  let layout: Layout
  /// The group that reads them: the mailboxes' own user runs them.
  let group: UInt32

  /// Dovecot's compiler reads a script before it takes the place of the one before; compiled it lies beside, because
  /// who delivers may not write here.
  func install(_ request: InstallMailRules) async throws {
    let directory = "\(layout.mailRules)/\(request.address.domain)"
    let path = "\(directory)/\(request.address.local).sieve"
    guard !request.rules.isEmpty else { return try remove(path) }
    let script = SieveScript(request.rules, aliases: request.aliases).text
    guard (try? String(contentsOfFile: path, encoding: .utf8)) != script else { return }
    try make(directory)
    let file = DurableFile(path: path, mode: 0o640, gid: group)
    try file.writeBeside(Data(script.utf8), flushes: false)
    do {
      try await compile(file.beside, into: "\(file.beside).checked")
      unlink("\(file.beside).checked")
    } catch {
      unlink(file.beside)
      throw error
    }
    try file.place()
    try await compile(path, into: compiled(path))
    guard chown(compiled(path), 0, group) == 0, chmod(compiled(path), 0o640) == 0 else {
      throw SystemFailure("set the owner and mode of", compiled(path))
    }
  }

  private func compiled(_ path: String) -> String { "\(path.dropLast("sieve".count))svbin" }

  private func remove(_ path: String) throws {
    for each in [path, compiled(path)] where unlink(each) != 0 && errno != ENOENT && errno != ENOTDIR {
      throw SystemFailure("remove", each)
    }
  }

  private func make(_ directory: String) throws {
    guard mkdir(directory, 0o750) == 0 || errno == EEXIST, chown(directory, 0, group) == 0 else {
      throw SystemFailure("make", directory)
    }
  }

  private func compile(_ script: String, into binary: String) async throws {
    let configuration = "\(layout.dovecotConfig)/dovecot.conf"
    let result = try await Program("/usr/bin/sievec", ["-c", configuration, "--", script, binary]).run()
    guard result.succeeded else {
      throw Fault(
        .invalid, en: "Dovecot does not take the rules: \(result.words)",
        es: "Dovecot no acepta las reglas: \(result.words)")
    }
  }
}
