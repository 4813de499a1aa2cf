import Crypto
import Foundation
import MailFormats
import MailModel
import Store

/// The octets of a file, in the parts in which they came.
enum ImportContent {
  /// Octets of one part at most.
  static let partSize = 256 << 10
  /// Octets of a file at most: far beyond a million accounts.
  static let limit = 512 << 20

  static func append(_ octets: Data, at start: Int, to id: String, in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO import_part (import, start, stop, content)
      VALUES (\(id), \(start), \(start + octets.count), \(SQLValue.blob([UInt8](octets))))
      """)
  }

  /// What stands from `offset` to the end of its part; empty at the end of the file.
  static func octets(from offset: Int, of id: String, in db: any Database) throws -> ArraySlice<UInt8> {
    let found = try db.rows(
      """
      SELECT start, content FROM import_part WHERE import = \(id) AND start <= \(offset) AND stop > \(offset)
      ORDER BY start DESC LIMIT 1
      """)
    guard let row = found.first else { return [] }
    guard case .integer(let start) = row.values[0], case .blob(let octets) = row.values[1] else {
      throw StoreError.unreadable("a part of an import")
    }
    return octets.dropFirst(offset - Int(start))
  }
}

extension Import {
  /// Octets of the file's beginning in which its header must end.
  private static let headSize = 64 << 10

  /// Looks at all of the content once: whether it is what was announced, and how it is written.
  func examined(in store: Store) async throws -> CSVFormat {
    var digest = SHA256()
    var detector = EncodingDetector()
    var head: [UInt8] = []
    var offset = 0
    while true {
      let octets = try await store.read { [id, offset] in try ImportContent.octets(from: offset, of: id, in: $0) }
      guard !octets.isEmpty else { break }
      digest.update(data: octets)
      detector.read(octets)
      head += octets.prefix(Self.headSize - head.count)
      offset += octets.count
    }
    guard digest.finalize().map({ String(format: "%02x", $0) }).joined() == self.digest else {
      throw Fault(
        .invalid, en: "what came is not the file that was announced",
        es: "lo recibido no es el fichero que se anunció", hint: Text(en: "send it again", es: "envíelo de nuevo"))
    }
    let (encoding, mark) = detector.found
    return CSVFormat(encoding: encoding, mark: mark, head: head)
  }

  /// Up to `limit` records from where it stands; fewer at the end of the file alone.
  func records(_ limit: Int, _ format: CSVFormat, in store: Store) async throws -> [CSVRecord] {
    var reader = CSVReader(format, at: position)
    var records: [CSVRecord] = []
    var offset = position?.offset ?? format.mark
    while records.count < limit {
      let octets = try await store.read { [id, offset] in try ImportContent.octets(from: offset, of: id, in: $0) }
      guard !octets.isEmpty else {
        reader.finish { records.append($0) }
        break
      }
      offset += octets.count
      // Piece by piece, so that what is read beyond the last record is little.
      var rest = octets[...]
      while !rest.isEmpty, records.count < limit {
        reader.read(rest.prefix(4_096)) { records.append($0) }
        rest = rest.dropFirst(4_096)
      }
    }
    return Array(records.prefix(limit))
  }
}
