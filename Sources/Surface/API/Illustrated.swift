import MailModel

/// A type whose JSON has the name of its case as a field: a decoder that only takes notes cannot guess that name.
protocol Illustrated {
  static var shape: JSONShape { get }
  static var sample: Self { get }
}

extension Outbound: Illustrated {
  static let sample = Outbound.closed

  /// Exactly one of the fields is there.
  static let shape = JSONShape.object([
    .init(name: "closed", shape: .object([]), isRequired: false),
    .init(name: "direct", shape: .object([]), isRequired: false),
    .init(
      name: "relay", shape: .object([.init(name: "_0", shape: .string(format: nil), isRequired: true)]),
      isRequired: false),
  ])
}

extension DirectoryBackend: Illustrated {
  static let sample = DirectoryBackend.sqlite

  /// Exactly one of the fields is there.
  static let shape = JSONShape.object([
    .init(name: "sqlite", shape: .object([]), isRequired: false),
    .init(name: "postgreSQL", shape: .object(connection), isRequired: false),
  ])

  private static let connection: [JSONShape.Field] = [
    .init(name: "host", shape: .string(format: nil), isRequired: true),
    .init(name: "port", shape: .integer, isRequired: true),
    .init(name: "database", shape: .string(format: nil), isRequired: true),
    .init(name: "user", shape: .string(format: nil), isRequired: true),
  ]
}
