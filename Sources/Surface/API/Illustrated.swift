import Kernel
import MailModel

/// A type that a decoder which only takes notes cannot guess: its JSON has the name of a case as a field, or only some
/// texts are of its form.
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

/// `host`, `role:NAME` or `token:NAME`.
extension Grant.Source: Illustrated {
  static let sample = Grant.Source.host
  static let shape = JSONShape.string(format: nil)
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
