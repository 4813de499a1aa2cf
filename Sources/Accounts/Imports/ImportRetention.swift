import Foundation
import Kernel
import MailModel
import Store

/// Ends imports that nobody goes on with, since their files may hold passwords, and forgets reports of long ago.
struct ForgetImports: Job {
  static let name = "imports.forget"
  static let interval: TimeInterval = 3_600

  /// Seconds in which a file waits to be completed or carried out.
  private static let patience: TimeInterval = 86_400
  /// Seconds for which a report is kept.
  private static let memory: TimeInterval = 400 * 86_400

  func run(with plane: ControlPlane) async throws {
    let now = plane.now()
    try await plane.store.write { db in
      for var run in try Import.waiting(since: now - Self.patience, in: db) {
        try run.end(.stopped, because: Self.tooLate, at: now, in: db)
        try Work(db: db, now: now, principal: .system(Self.name)).record("imports.forgotten", run)
      }
      try Import.delete(endedBefore: now - Self.memory, in: db)
    }
  }

  private static var tooLate: Fault {
    Fault(
      .conflict, en: "nobody went on with it for a day", es: "nadie siguió con ella durante un día",
      hint: Text(en: "send the file again", es: "envíe el fichero de nuevo"))
  }
}

extension Import {
  fileprivate static func waiting(since moment: Date, in db: any Database) throws -> [Import] {
    let ids = try db.rows(
      "SELECT id FROM import WHERE state IN ('receiving', 'checked') AND created <= \(moment) ORDER BY created LIMIT 100"
    )
    return try ids.compactMap { try find($0.decoded(as: String.self), in: db) }
  }

  fileprivate static func delete(endedBefore moment: Date, in db: any Database) throws {
    let ids = try db.rows("SELECT id FROM import WHERE ended <= \(moment) ORDER BY created LIMIT 10")
    for id in try ids.map({ try $0.decoded(as: String.self) }) {
      try db.execute("DELETE FROM import_row WHERE import = \(id)")
      try db.execute("DELETE FROM import WHERE id = \(id)")
    }
  }
}
