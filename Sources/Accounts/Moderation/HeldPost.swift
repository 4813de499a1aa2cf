import AgentProtocol
import Foundation
import Kernel
import MailFormats
import MailModel
import Store

/// A message to a moderated group that waits in Postfix's hold queue until one of the group's owners decides. This is
/// what is known of it; the message itself stays where it is.
package struct HeldPost: Codable, Hashable, Sendable {
  package var id: QueueID
  package var group: Address
  /// Its `From`, as it says itself: where nothing proves it, that is why it is held.
  package var author: String
  package var subject: String
  /// Octets.
  package var size: Int
  package var arrived: Date

  /// Days after which nobody's decision refuses it.
  package static let days = 14

  /// When that is.
  package var until: Date { arrived.addingTimeInterval(Double(Self.days) * 86_400) }

  package static let migration = Migration(
    "held posts",
    [
      """
      CREATE TABLE held_post (
        id TEXT PRIMARY KEY,
        group_address TEXT NOT NULL REFERENCES mail_group (address),
        author TEXT NOT NULL,
        subject TEXT NOT NULL,
        size BIGINT NOT NULL,
        arrived BIGINT NOT NULL,
        verdict TEXT CHECK (verdict IN ('released', 'refused')),
        settled BIGINT NOT NULL DEFAULT 0
      )
      """,
      "CREATE INDEX held_post_group ON held_post (group_address, id)",
      "CREATE INDEX held_post_arrived ON held_post (arrived)",
    ])

  /// `nil` when the message does not say which group holds it.
  init?(_ message: HeldMessage) {
    let headers = MessageHeaders(Array(message.header.utf8))
    guard let group = headers[Layout.heldHeader].first.flatMap({ try? Address($0) }) else { return nil }
    func text(_ name: String) -> String { String(EncodedWords.decoded(headers[name].first ?? "").prefix(300)) }
    self.init(
      id: message.id, group: group, author: text("From"), subject: text("Subject"), size: message.size,
      arrived: message.arrived)
  }

  private init(id: QueueID, group: Address, author: String, subject: String, size: Int, arrived: Date) {
    self.id = id
    self.group = group
    self.author = author
    self.subject = subject
    self.size = size
    self.arrived = arrived
  }
}

extension HeldPost {
  private static let columns: SQL = #"id, group_address AS "group", author, subject, size, arrived"#

  /// One that nobody has decided about.
  static func waiting(_ id: QueueID, for group: Address, in db: any Database) throws -> HeldPost {
    let post = try db.row(
      """
      SELECT \(sql: columns) FROM held_post WHERE id = \(id.text) AND group_address = \(group) AND verdict IS NULL
      """, as: HeldPost.self)
    guard let post else {
      throw Fault(
        .notFound, en: "no post \(id) waits for \(group)", es: "ningún mensaje \(id) espera para \(group)",
        hint: Text(
          en: "“palomar group posts \(group)” shows those that do; somebody else may have decided",
          es: "«palomar group posts \(group)» muestra los que esperan; puede que ya haya decidido alguien"), field: "id"
      )
    }
    return post
  }

  static func list(of group: Address, after id: String?, limit: Int, in db: any Database) throws -> [HeldPost] {
    try db.rows(
      """
      SELECT \(sql: columns) FROM held_post
      WHERE group_address = \(group) AND verdict IS NULL AND id > \(id ?? "") ORDER BY id LIMIT \(limit)
      """, as: HeldPost.self)
  }

  static func expired(at now: Date, in db: any Database) throws -> [HeldPost] {
    let oldest = now.addingTimeInterval(-Double(days) * 86_400)
    return try db.rows(
      "SELECT \(sql: columns) FROM held_post WHERE arrived <= \(oldest) AND verdict IS NULL ORDER BY arrived",
      as: HeldPost.self)
  }

  /// All that is known, whatever was decided.
  static func known(in db: any Database) throws -> [QueueID] {
    try db.rows("SELECT id FROM held_post ORDER BY id").map { try $0.decoded(as: QueueID.self) }
  }

  /// Those that were decided about, and of which nobody knows that it was carried out.
  static func unsettled(in db: any Database) throws -> [(id: QueueID, releases: Bool)] {
    let rows = try db.rows("SELECT id, verdict FROM held_post WHERE verdict IS NOT NULL AND settled = 0 ORDER BY id")
    return try rows.compactMap { row in
      guard case .text(let id)? = row["id"], case .text(let verdict)? = row["verdict"] else { return nil }
      return (try QueueID(id), verdict == "released")
    }
  }

  static func settle(_ id: QueueID, in db: any Database) throws {
    try db.execute("UPDATE held_post SET settled = 1 WHERE id = \(id.text)")
  }

  /// A released one that is still on its way counts as well.
  static func requireNone(of group: Address, in db: any Database) throws {
    let waiting =
      try db.value(
        "SELECT COUNT(*) FROM held_post WHERE group_address = \(group) AND COALESCE(verdict, '') <> 'refused'",
        as: Int.self) ?? 0
    guard waiting > 0 else {
      try db.execute("DELETE FROM held_post WHERE group_address = \(group)")
      return
    }
    throw Fault(
      .conflict, en: "\(waiting) messages to \(group) still wait for a decision",
      es: "\(waiting) mensajes a \(group) aún esperan una decisión",
      hint: Text(
        en: "release or refuse them first: palomar group posts \(group)",
        es: "déjelos pasar o rechácelos antes: palomar group posts \(group)"), field: "address")
  }

  func insert(into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO held_post (id, group_address, author, subject, size, arrived)
      VALUES (\(id.text), \(group), \(author), \(subject), \(size), \(arrived)) ON CONFLICT (id) DO NOTHING
      """)
  }

  /// Keeps its row until the message has left the queue, so that it is not taken for a new one.
  func decide(_ verdict: String, in db: any Database) throws {
    try db.execute("UPDATE held_post SET verdict = \(verdict) WHERE id = \(id.text)")
  }

  static func forget(_ id: QueueID, in db: any Database) throws {
    try db.execute("DELETE FROM held_post WHERE id = \(id.text)")
  }
}
