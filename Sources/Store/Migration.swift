import MailModel

/// One step of the schema, known by its name for ever. Steps run in order, once, each in a transaction.
package struct Migration: Sendable {
  package let name: String
  package let statements: [SQL]
  /// What is added where the engine is PostgreSQL.
  package let postgreSQL: [SQL]
  /// What SQL alone cannot do, after the statements and in the same transaction.
  package let then: @Sendable (any Database) throws -> Void

  package init(
    _ name: String, _ statements: [SQL], postgreSQL: [SQL] = [],
    then: @escaping @Sendable (any Database) throws -> Void = { _ in }
  ) {
    self.name = name
    self.statements = statements
    self.postgreSQL = postgreSQL
    self.then = then
  }
}

extension Store {
  /// Brings the schema up to date. A step that this program does not know means that a newer one was here.
  package func migrate(_ migrations: [Migration]) async throws {
    try await write { db in
      try db.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)")
      let applied = try db.rows("SELECT name FROM migration").compactMap { try $0.decoded(as: String.self) }
      try Self.refuseNewer(applied, than: migrations)
    }
    for migration in migrations {
      try await write { db in
        let added = try db.execute(
          "INSERT INTO migration (name) VALUES (\(migration.name)) ON CONFLICT (name) DO NOTHING")
        guard added == 1 else { return }
        for statement in migration.statements { try db.execute(statement) }
        if db.kind == .postgreSQL {
          for statement in migration.postgreSQL { try db.execute(statement) }
        }
        try migration.then(db)
      }
    }
  }

  private static func refuseNewer(_ applied: [String], than migrations: [Migration]) throws(Fault) {
    let unknown = Set(applied).subtracting(migrations.map(\.name)).sorted()
    guard unknown.isEmpty else {
      let list = unknown.joined(separator: ", ")
      throw Fault(
        .conflict, en: "the store was made by a newer Palomar (\(list))",
        es: "el almacén es de un Palomar más nuevo (\(list))",
        hint: Text(
          en: "install that version again, or restore the backup from before it",
          es: "instale de nuevo esa versión, o restaure la copia de seguridad anterior a ella"))
    }
  }
}
