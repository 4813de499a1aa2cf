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
