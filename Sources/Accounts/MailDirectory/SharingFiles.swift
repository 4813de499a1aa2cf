import Foundation
import Kernel
import MailModel
import Store

/// What Dovecot and the filter read about access to others' mailboxes in plain files, derived like the rest of the
/// mail directory.
///
/// The lists of members say what a group may in a mailbox, and never who belongs to the group: an entry that stays a
/// moment too long opens nothing. Each file is replaced whole, so that a reader sees the old or the new.
struct SharingFiles: Sendable {
  /// What each file should say; an empty text is no file.
  private var texts: [String: String] = [:]
  private let layout: Layout

  private struct Grant: Decodable {
    var mailbox: Address
    var member: Address
    var rights: MailboxRights
  }

  private struct Placement: Decodable {
    var address: Address
    var sent: SentPlacement
  }

  /// Everything, or what the access of some people needs.
  init(of members: [String]? = nil, in db: any Database, layout: Layout) throws {
    self.layout = layout
    texts[layout.sendingRules] = try Self.sendingRules(in: db)
    for member in members ?? [] { texts["\(layout.sharing)/\(member)"] = "" }
    let columns: SQL = "SELECT mailbox, member, rights FROM mailbox_grant"
    let grants =
      if let members {
        try db.rows(columns + " WHERE member IN \(list: members) ORDER BY member, mailbox", as: Grant.self)
      } else {
        try db.rows(columns + " ORDER BY member, mailbox", as: Grant.self)
      }
    for grant in grants where grant.rights.contains(.read) || grant.rights.contains(.manage) {
      texts["\(layout.sharing)/\(grant.member)", default: ""] += Self.lines(for: grant.mailbox)
    }
  }

  private static func lines(for mailbox: Address) -> String {
    MailboxGroup.allCases.map { group in
      let rights = "group=\(group.name(of: mailbox)) \(group.letters)\n"
      return "Shared/\(mailbox) \(rights)Shared/\(mailbox)/* \(rights)"
    }.joined()
  }

  private static func sendingRules(in db: any Database) throws -> String {
    let behalf = try db.rows(
      "SELECT mailbox, member, rights FROM mailbox_grant WHERE rights LIKE '%send-on-behalf%' ORDER BY member, mailbox",
      as: Grant.self)
    let sent = try db.rows(
      """
      SELECT address, shared_sent AS sent FROM account WHERE shared_sent IS NOT NULL AND removed IS NULL
      ORDER BY address
      """, as: Placement.self)
    return "# Who sends as somebody else, and where copies go. Rendered by Palomar.\n"
      + behalf.map { "behalf \($0.member) \($0.mailbox)\n" }.joined()
      + sent.filter { $0.sent != .sender }.map { "sent \($0.address) \($0.sent.rawValue)\n" }.joined()
  }

  /// The files that say something else. With `repairs` they are put right.
  func differences(repairs: Bool) throws -> [String] {
    let different = texts.filter { path, text in ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "") != text }
    guard repairs else { return Array(different.keys) }
    for (path, text) in different { try Self.replace(path, with: text) }
    return Array(different.keys)
  }

  /// Files that nobody's access needs; only meaningful when these are all that there should be.
  func surplus(repairs: Bool) throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: layout.sharing)) ?? []
    let surplus = names.map { "\(layout.sharing)/\($0)" }.filter { texts[$0] == nil }
    if repairs { for path in surplus { try Self.replace(path, with: "") } }
    return surplus
  }

  /// The directory's set-group-ID bit gives the file its reader's group.
  private static func replace(_ path: String, with text: String) throws {
    guard !text.isEmpty else {
      guard unlink(path) == 0 || errno == ENOENT else { throw fault(path) }
      return
    }
    let draft = "\(path).new"
    guard
      FileManager.default.createFile(
        atPath: draft, contents: Data(text.utf8), attributes: [.posixPermissions: 0o640]), rename(draft, path) == 0
    else { throw fault(path) }
  }

  private static func fault(_ path: String) -> Fault {
    Fault(
      .unavailable, en: "\(path) cannot be written", es: "no se puede escribir \(path)",
      hint: Text(
        en: "its directory must belong to the user palomar; “palomar up” lays it out",
        es: "su directorio debe pertenecer al usuario palomar; «palomar up» lo prepara"))
  }
}
