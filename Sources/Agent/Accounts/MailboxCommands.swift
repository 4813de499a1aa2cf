import AgentProtocol
import Foundation
import MailModel

/// What the agent does so that people find mailboxes which are not theirs.
///
/// Rights themselves stand in the mail directory: who belongs to a mailbox's groups, and in the access list of each
/// member what a group may. The mailbox's own list, which this keeps, is where Dovecot learns whom it could show the
/// mailbox to (doc.dovecot.org/2.3, “acl_shared_dict”).
struct MailboxCommands: Sendable {
  let layout: Layout

  private static let folders = ["Drafts", "Sent", "Archive", "Junk", "Trash"]

  func open(_ request: OpenMailbox) async throws {
    let mailbox = request.address.text
    if request.hasFolders {
      for folder in Self.folders {
        try await doveadm(["mailbox", "create", "-u", mailbox, folder], tolerating: "Mailbox already exists")
      }
    }
    for group in MailboxGroup.allCases {
      try await doveadm(
        ["acl", "set", "-u", mailbox, "INBOX", "group=\(group.name(of: request.address))"] + group.words)
    }
  }

  /// The mail's owner may write all of this tree, so no symbolic link in it is followed.
  func closed(among addresses: [Address]) throws -> [Address] {
    let mail = try OpenDirectory(layout.mail)
    return addresses.filter { address in
      let maildir = try? mail.find(address.domain.name)?.find(address.local)?.find("Maildir")
      let lines = (try? maildir?.text(of: "dovecot-acl"))?.split(separator: "\n") ?? []
      return !MailboxGroup.allCases.allSatisfy { group in
        lines.contains { $0.hasPrefix("group=\(group.name(of: address)) ") }
      }
    }
  }

  /// All folders that there are, as their owner sees them: to whoever has lost access Dovecot shows no subscription
  /// either, and it would stay.
  func subscribe(_ request: SubscribeMailbox) async throws {
    let root = "Shared/\(request.mailbox)"
    let folders = try await doveadm(["mailbox", "list", "-u", request.mailbox.text])
    let names = [root] + folders.filter { $0 != "INBOX" }.map { "\(root)/\($0)" }
    let verb = request.follows ? "subscribe" : "unsubscribe"
    try await doveadm(["mailbox", verb, "-u", request.member.text] + names)
  }

  @discardableResult
  private func doveadm(_ arguments: [String], tolerating words: String? = nil) async throws -> [String] {
    let program = Program("/usr/bin/doveadm", ["-c", "\(layout.dovecotConfig)/dovecot.conf"] + arguments)
    let result = try await program.run()
    guard result.succeeded || words.map(result.words.contains) == true else {
      throw Fault(.unavailable, en: "doveadm failed: \(result.words)", es: "doveadm falló: \(result.words)")
    }
    return result.output.split(separator: "\n").map(String.init)
  }
}
