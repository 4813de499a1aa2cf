import Foundation
import MailModel

/// The mail programs' logs of a `local` instance, there before the programs start: they only append, so that owner and
/// mode stay, and the control plane can read what happened to each message.
struct LogFiles: Sendable {
  let layout: Layout

  func make() throws {
    guard layout.profile == .local else { return }
    let reader = try AccountNames.gid("palomar")
    for (name, owner) in [("postfix", "root"), ("dovecot", "root"), ("rspamd", "_rspamd")] {
      try make("\(layout.log)/\(name).log", owner: try AccountNames.uid(owner), group: reader)
    }
  }

  private func make(_ path: String, owner: UInt32, group: UInt32) throws {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw SystemFailure("create", path) }
    defer { close(descriptor) }
    guard fchown(descriptor, owner, group) == 0, fchmod(descriptor, 0o640) == 0 else {
      throw SystemFailure("set the owner and mode of", path)
    }
  }
}
