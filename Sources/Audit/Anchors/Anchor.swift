import Foundation
import Kernel
import MailModel
import Store

/// A place outside the store where the journal's head is written down, so that nobody who can write to the store can
/// rewrite the journal unseen.
package struct Anchor: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable { case file, syslog, webhook }

  package var name: String
  package var kind: Kind
  /// The file's absolute path or the webhook's URL.
  package var target: String?
  package var created: Date
  /// What was sealed there last.
  package var last: JournalSeal?
  /// Why the last attempt failed, in Palomar's words; `nil` after one that succeeded.
  package var error: Text?
  /// The bearer token of a webhook: never shown again.
  var credential: Secret?

  private enum CodingKeys: String, CodingKey { case name, kind, target, created, last, error }

  var place: AnchorPlace {
    switch kind {
    case .file: .file(target ?? "")
    case .syslog: .syslog
    case .webhook: .webhook(url: target ?? "", credential: credential)
    }
  }
}

extension Anchor {
  static let migration = Migration(
    "anchors",
    [
      """
      CREATE TABLE anchor (
        name TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('file', 'syslog', 'webhook')),
        target TEXT,
        credential TEXT,
        created BIGINT NOT NULL,
        number BIGINT,
        hash TEXT,
        sealed BIGINT,
        error TEXT,
        CHECK ((target IS NULL) = (kind = 'syslog'))
      )
      """
    ])

  static func all(in db: any Database) throws -> [Anchor] {
    try db.rows(
      """
      SELECT name, kind, target, credential, created, number, hash, sealed, error
      FROM anchor ORDER BY name
      """, as: Line.self
    ).map(\.anchor)
  }

  static func find(_ name: String, in db: any Database) throws -> Anchor? {
    try all(in: db).first { $0.name == name }
  }

  /// Whether it was new.
  func insert(into db: any Database) throws -> Bool {
    try db.execute(
      """
      INSERT INTO anchor (name, kind, target, credential, created)
      VALUES (\(name), \(kind.rawValue), \(target), \(credential), \(created)) ON CONFLICT (name) DO NOTHING
      """) == 1
  }

  func delete(from db: any Database) throws {
    try db.execute("DELETE FROM anchor WHERE name = \(name)")
  }

  func record(_ seal: JournalSeal, in db: any Database) throws {
    try db.execute(
      """
      UPDATE anchor SET number = \(seal.number), hash = \(seal.hash),
        sealed = \(seal.at.microseconds), error = NULL WHERE name = \(name)
      """)
  }

  func record(failure: Text, in db: any Database) throws {
    try db.execute("UPDATE anchor SET error = \(json: failure) WHERE name = \(name)")
  }

  private struct Line: Decodable {
    var name: String
    var kind: Kind
    var target: String?
    var credential: String?
    var created: Date
    var number: Int64?
    var hash: String?
    var sealed: Int64?
    var error: Text?

    var anchor: Anchor {
      var last: JournalSeal?
      if let number, let hash, let sealed {
        last = JournalSeal(number: number, hash: hash, at: JournalTime(microseconds: sealed))
      }
      return Anchor(
        name: name, kind: kind, target: target, created: created, last: last, error: error,
        credential: credential.map(Secret.init))
    }
  }
}
