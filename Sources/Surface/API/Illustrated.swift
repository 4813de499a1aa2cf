import Kernel
import MailModel

/// A type that a decoder which only takes notes cannot guess: its JSON has the name of a case as a field, or only some
/// texts are of its form.
package protocol Illustrated {
  static var shape: JSONShape { get }
  static var sample: Self { get }
}

extension Outbound: Illustrated {
  package static let sample = Outbound.closed

  /// Exactly one of the fields is there.
  package static let shape = JSONShape.either([
    .object([.init(name: "closed", shape: .object([]), isRequired: true)]),
    .object([.init(name: "direct", shape: .object([]), isRequired: true)]),
    .object([
      .init(name: "relay", shape: .object([.init(name: "_0", shape: .anyText, isRequired: true)]), isRequired: true)
    ]
    ),
  ])
}

/// `host`, `role:NAME` or `token:NAME`.
extension Grant.Source: Illustrated {
  package static let sample = Grant.Source.host
  package static let shape = JSONShape.anyText
}

extension DirectoryBackend: Illustrated {
  package static let sample = DirectoryBackend.sqlite

  /// Exactly one of the fields is there.
  package static let shape = JSONShape.either([
    .object([.init(name: "sqlite", shape: .object([]), isRequired: true)]),
    .object([.init(name: "postgreSQL", shape: .object(connection), isRequired: true)]),
  ])

  private static let connection: [JSONShape.Field] = [
    .init(name: "host", shape: .anyText, isRequired: true),
    .init(name: "port", shape: .integer, isRequired: true),
    .init(name: "database", shape: .anyText, isRequired: true),
    .init(name: "user", shape: .anyText, isRequired: true),
  ]
}
