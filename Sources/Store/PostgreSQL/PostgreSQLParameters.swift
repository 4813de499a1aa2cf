import CPostgreSQL

/// Values as libpq sends them: binary, with their types said, so that the server never guesses.
struct PostgreSQLParameters {
  let types: [Oid]
  private let values: [[UInt8]?]

  init(_ values: [SQLValue]) {
    types = values.map(\.type)
    self.values = values.map(\.octets)
  }

  /// Calls `body` with what `PQexecPrepared` takes. The pointers are good until it returns.
  func withPointers<Result>(
    _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> Result
  ) -> Result {
    let lengths = values.map { Int32($0?.count ?? 0) }
    let formats = [Int32](repeating: 1, count: values.count)
    // One block for all of them; a byte more, so that an empty value has an address too.
    let block = values.reduce(into: [UInt8]()) { $0 += $1 ?? [] } + [0]
    return block.withUnsafeBytes { bytes in
      var pointers: [UnsafePointer<CChar>?] = []
      var offset = 0
      for value in values {
        pointers.append(
          value == nil ? nil : bytes.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self))
        offset += value?.count ?? 0
      }
      return body(pointers, lengths, formats)
    }
  }
}

/// Object identifiers of PostgreSQL's own types, from its catalogue `pg_type`.
enum PostgreSQLType {
  static let unknown: Oid = 0
  static let boolean: Oid = 16
  static let octets: Oid = 17
  static let integers: Set<Oid> = [20, 21, 23, 26]
  static let text: Oid = 25
  static let bigint: Oid = 20
  static let reals: Set<Oid> = [700, 701]
  static let double: Oid = 701
  static let numeric: Oid = 1_700
}

extension SQLValue {
  fileprivate var type: Oid {
    switch self {
    case .null: PostgreSQLType.unknown
    case .integer: PostgreSQLType.bigint
    case .real: PostgreSQLType.double
    case .text: PostgreSQLType.text
    case .blob: PostgreSQLType.octets
    }
  }

  /// Numbers in network order (PostgreSQL's manual, "Formats and Format Codes").
  fileprivate var octets: [UInt8]? {
    switch self {
    case .null: nil
    case .integer(let number): withUnsafeBytes(of: number.bigEndian) { Array($0) }
    case .real(let number): withUnsafeBytes(of: number.bitPattern.bigEndian) { Array($0) }
    case .text(let text): Array(text.utf8)
    case .blob(let bytes): bytes
    }
  }
}
