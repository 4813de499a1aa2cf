import GRDB
import MailModel

/// Comparing the whole, and repairing it in place.
extension MailDirectory {
  /// How many rows of each table the directory lacks, holds too many, or (both) holds with other values.
  /// With `repairs` they are put right.
  func compare(with rows: DirectoryRows, repairs: Bool) async throws -> [DirectoryDifference] {
    let differences =
      try await accounts.access { connection in
        try Self.compare(["account", "app_password", "mailbox_share"], in: connection, repairs: repairs) {
          try Self.insertAccounts(rows, in: connection, schema: "temp")
        }
      }
      + routing.access { connection in
        try Self.compare(
          ["domain", "catch_all", "group_address", "mailbox", "alias", "sender_login", "delegate_sender"],
          in: connection, repairs: repairs
        ) {
          try Self.insertRouting(rows, in: connection, schema: "temp")
        }
      }
      + groups.access { connection in
        try Self.compare(["leads_to", "mail_group", "poster"], in: connection, repairs: repairs) {
          try Self.insertGroups(rows, in: connection, schema: "temp")
        }
      }
    if repairs { try await markWhole() }
    return differences
  }

  /// `fill` writes what should be there into temporary tables of the same shape.
  private static func compare(
    _ tables: [String], in connection: GRDB.Database, repairs: Bool, fill: () throws -> Void
  ) throws -> [DirectoryDifference] {
    for table in tables {
      try connection.execute(sql: "CREATE TEMP TABLE \(table) AS SELECT * FROM main.\(table) WHERE 0")
    }
    defer {
      for table in tables { try? connection.execute(sql: "DROP TABLE IF EXISTS temp.\(table)") }
    }
    try fill()
    return try tables.compactMap { table in
      let difference = try difference(table, in: connection)
      if repairs, difference != nil { try repair(table, in: connection) }
      return difference
    }
  }

  private static func repair(_ table: String, in connection: GRDB.Database) throws {
    let key = key(of: table)
    try connection.execute(
      sql: """
        DELETE FROM main.\(table) WHERE (\(key)) IN (
          SELECT \(key) FROM (SELECT * FROM main.\(table) EXCEPT SELECT * FROM temp.\(table)))
        """)
    try connection.execute(
      sql: "INSERT INTO main.\(table) SELECT * FROM temp.\(table) EXCEPT SELECT * FROM main.\(table)")
  }

  private static func key(of table: String) -> String {
    switch table {
    case "domain": "name"
    case "catch_all": "domain"
    case "alias", "leads_to": "source, target"
    case "poster": "group_address, poster"
    case "app_password": "address, name"
    case "sender_login", "delegate_sender": "sender, login"
    case "mailbox_share": "member, mailbox"
    default: "address"
    }
  }

  private static func difference(_ table: String, in connection: GRDB.Database) throws -> DirectoryDifference? {
    let missing = try count("SELECT * FROM temp.\(table) EXCEPT SELECT * FROM main.\(table)", in: connection)
    let surplus = try count("SELECT * FROM main.\(table) EXCEPT SELECT * FROM temp.\(table)", in: connection)
    return missing + surplus == 0 ? nil : DirectoryDifference(table: table, missing: missing, surplus: surplus)
  }

  private static func count(_ query: String, in connection: GRDB.Database) throws -> Int {
    try Int.fetchOne(connection, sql: "SELECT COUNT(*) FROM (\(query))") ?? 0
  }
}

/// Where the mail directory differs from the store. A row with other values counts on both sides.
package struct DirectoryDifference: Codable, Hashable, Sendable {
  package var table: String
  package var missing: Int
  package var surplus: Int
}
