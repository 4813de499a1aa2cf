import AgentProtocol
import Foundation
import MailModel

/// What the agent does for one account.
struct AccountCommands: Sendable {
  let layout: Layout

  /// Takes an account out of Dovecot's cache, and ends its sessions. `--` ends the options: an address may begin
  /// with a hyphen. `*` and `?` in an address are wildcards to doveadm and reach its domain's other accounts,
  /// who then sign in anew; they cannot reach another domain.
  func forget(_ request: ForgetSignIns) async throws {
    guard Dialogue.connects(toUnix: layout.signInSocket) else { return }
    try await doveadm(["auth", "cache", "flush", "--", request.address.text], tolerating: [])
    // 68 (EX_NOUSER): nobody of that name is signed in.
    if request.endsSessions {
      try await doveadm(["kick", "--", request.address.text], tolerating: ["no users kicked"])
    }
  }

  /// Moves an account's mail to `.removed`, under its address and the time, so that nothing is ever overwritten.
  ///
  /// The mail's owner may write all of this tree, so no symbolic link in it is followed.
  func setAside(_ address: Address, now: Date) throws {
    let mail = try OpenDirectory(layout.mail)
    guard let domain = try mail.find(address.domain.name) else { return }
    try mail.make(".removed", mode: 0o700)
    guard let removed = try mail.find(".removed") else { return }
    let name = "\(address.text).\(Int(now.timeIntervalSince1970 * 1000))"
    guard renameat(domain.descriptor, address.local, removed.descriptor, name) == 0 || errno == ENOENT else {
      throw SystemFailure("move", "\(layout.mail)/\(address.domain.name)/\(address.local)")
    }
  }

  private func doveadm(_ arguments: [String], tolerating words: [String]) async throws {
    let program = Program("/usr/bin/doveadm", ["-c", "\(layout.dovecotConfig)/dovecot.conf"] + arguments)
    let result = try await program.run()
    guard !result.succeeded, !words.contains(where: result.words.contains) else { return }
    throw Fault(.unavailable, en: "doveadm failed: \(result.words)", es: "doveadm falló: \(result.words)")
  }
}
