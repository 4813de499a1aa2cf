import Foundation
import MailModel
import Store
import TestSupport
import Testing

@Suite struct RowDecodingTests {
  enum State: String, Codable { case active, suspended }

  struct Settings: Codable, Hashable {
    var languages: [String]
    var limits: [String: Int]
  }

  struct Record: Codable, Hashable {
    var address: Address
    var domain: DomainName
    var name: String
    var quota: ByteCount
    var state: State
    var hash: Secret
    var isNew: Bool
    var weight: Double
    var count: Int
    var created: Date
    var settings: Settings
    var tags: [String]
    var note: String?
    var seen: Date?
    var more: Settings?
  }

  static let schema = Migration(
    "records",
    [
      """
      CREATE TABLE record (
        address TEXT PRIMARY KEY, domain TEXT NOT NULL, name TEXT NOT NULL, quota BIGINT NOT NULL, state TEXT NOT NULL,
        hash TEXT NOT NULL, is_new BIGINT NOT NULL, weight DOUBLE PRECISION NOT NULL, count BIGINT NOT NULL,
        created BIGINT NOT NULL, settings TEXT NOT NULL, tags TEXT NOT NULL, note TEXT, seen BIGINT, more TEXT
      )
      """
    ])

  static func sample() throws -> Record {
    Record(
      address: try Address("ana@example.org"), domain: try DomainName("example.org"), name: "Ana Ñandú 🕊 'q' \"d\" \\",
      quota: try ByteCount("2G"), state: .suspended, hash: Secret("{X}abc"), isNew: true, weight: -0.1, count: .min,
      created: Date(timeIntervalSince1970: 1_700_000_000.123456),
      settings: Settings(languages: ["es"], limits: ["a": 1]),
      tags: ["a", "b"])
  }

  static func insert(_ record: Record, in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO record VALUES (
        \(record.address), \(record.domain), \(record.name), \(record.quota), \(record.state.rawValue), \(record.hash),
        \(record.isNew), \(record.weight), \(record.count), \(record.created), \(json: record.settings),
        \(json: record.tags), \(record.note), \(record.seen), NULL)
      """)
  }

  static let columns: SQL = """
    address, domain, name, quota, state, hash, is_new AS "isNew", weight, count, created, settings, tags, note, seen, more
    """

  @Test(arguments: Engine.allCases) func everyKindOfValueComesBackAsItWent(_ engine: Engine) async throws {
    let record = try Self.sample()
    let found = try await engine.withStore([Self.schema]) { store in
      try await store.write { try Self.insert(record, in: $0) }
      return try await store.read { try $0.rows("SELECT \(sql: Self.columns) FROM record", as: Record.self) }
    }
    #expect(found == [record])
  }

  @Test(arguments: Engine.allCases) func aMissingColumnIsNil(_ engine: Engine) async throws {
    struct Part: Decodable {
      var name: String
      var note: String?
    }
    let part = try await engine.withStore { store in
      try await store.read { try $0.row("SELECT 'x' AS name", as: Part.self) }
    }
    #expect(part?.name == "x")
    #expect(part?.note == nil)
  }

  @Test(arguments: Engine.allCases) func anErrorNamesTheColumnButNotItsValue(_ engine: Engine) async throws {
    struct Wrong: Decodable {
      var hash: Int
    }
    let error = await #expect(throws: StoreError.self) {
      try await engine.withStore { store in
        _ = try await store.read { try $0.rows("SELECT 'geheim' AS hash", as: Wrong.self) }
      }
    }
    #expect("\(try #require(error))".contains("hash"))
    #expect(!"\(try #require(error))".contains("geheim"))
  }

  @Test(arguments: ["SELECT 'no address' AS value", "SELECT 7 AS value", "SELECT NULL AS value", "SELECT 1 AS other"])
  func whatIsNoAddressIsRefused(_ query: String) async throws {
    struct Wrong: Decodable {
      var value: Address
    }
    let store = try Store(.memory)
    await #expect(throws: StoreError.self) {
      try await store.read { try $0.rows(SQL([.text(query)]), as: Wrong.self) }
    }
  }

  @Test(arguments: Engine.allCases) func brokenJSONIsRefusedByItsColumn(_ engine: Engine) async throws {
    struct Wrong: Decodable {
      var settings: Settings
    }
    let error = await #expect(throws: StoreError.self) {
      try await engine.withStore { store in
        _ = try await store.read { try $0.rows("SELECT '{' AS settings", as: Wrong.self) }
      }
    }
    #expect("\(try #require(error))".contains("settings"))
  }

  @Test(arguments: Engine.allCases) func countsSumsAndTruthsAreIntegers(_ engine: Engine) async throws {
    try await engine.withStore { store in
      try await store.read { db throws in
        #expect(try db.value("SELECT COUNT(*) FROM migration", as: Int.self) == 0)
        #expect(try db.value("SELECT SUM(x) FROM (SELECT \(7) AS x UNION ALL SELECT \(8)) AS t", as: Int.self) == 15)
        #expect(try db.value("SELECT EXISTS (SELECT 1)", as: Bool.self) == true)
        #expect(try db.value("SELECT MAX(name) FROM migration", as: String.self) == nil)
      }
    }
  }

  @Test(arguments: Engine.allCases) func octetsComeBackAsTheyWent(_ engine: Engine) async throws {
    let octets = SQLValue.blob(Array(0...255))
    let rows = try await engine.withStore { store in
      try await store.read { try $0.rows("SELECT \(octets) AS value, \(SQLValue.blob([])) AS empty") }
    }
    #expect(rows.first?["value"] == octets)
    #expect(rows.first?["empty"] == .blob([]))
  }

  @Test(arguments: Engine.allCases) func aListBindsItsValuesAndAnEmptyOneMatchesNothing(_ engine: Engine) async throws {
    try await engine.withStore { store in
      try await store.read { db throws in
        #expect(try db.value("SELECT 1 WHERE \("b") IN \(list: ["a", "b"])", as: Int.self) == 1)
        #expect(try db.value("SELECT 1 WHERE \("b") IN \(list: [String]())", as: Int.self) == nil)
      }
    }
  }

  @Test(arguments: Engine.allCases) func whatIsBoundIsNeverRead(_ engine: Engine) async throws {
    let hostile = "'); DROP TABLE migration; --"
    let found = try await engine.withStore { store in
      try await store.read { try $0.value("SELECT \(hostile)", as: String.self) }
    }
    #expect(found == hostile)
  }

  @Test(arguments: Engine.allCases) func aTextWithAZeroOctetIsRefused(_ engine: Engine) async throws {
    await #expect(throws: StoreError.self) {
      try await engine.withStore { store in
        _ = try await store.read { try $0.value("SELECT \("a\0b")", as: String.self) }
      }
    }
  }

  @Test(arguments: Engine.allCases) func textsSortByTheirOctets(_ engine: Engine) async throws {
    let words = ["a", "B", "á", "z", "_", "-", "10", "9", "Ñ"]
    let sorted = try await engine.withStore { store in
      try await store.write { db throws in
        try db.execute("CREATE TABLE word (text TEXT PRIMARY KEY)")
        for word in words { try db.execute("INSERT INTO word (text) VALUES (\(word))") }
        return try db.rows("SELECT text FROM word ORDER BY text", as: [String: String].self).compactMap { $0["text"] }
      }
    }
    #expect(sorted == words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }
}
