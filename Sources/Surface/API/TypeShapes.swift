import Kernel
import MailModel

// The forms of the product's one-text types, a little narrower than what they take: a domain may also be written with
// its own letters, a size with a longer unit.

extension Address: Illustrated {
  package static var shape: JSONShape {
    .text(TextForm(pattern: "^\(atoms)(\\.\(atoms))*@\(DomainName.labels)$"))
  }

  package static var sample: Address { sampled("a@example.org", Address.init(_:)) }

  private static let atoms = "[-A-Za-z0-9_+=&~#$*?^{}|]+"
}

extension DomainName: Illustrated {
  package static var shape: JSONShape { .text(TextForm(pattern: "^\(labels)$")) }
  package static var sample: DomainName { sampled("example.org", DomainName.init(_:)) }

  fileprivate static let labels =
    "([A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?"
}

/// Octets as a number, or with a unit as a text; answers always have the text.
extension ByteCount: Illustrated {
  package static var shape: JSONShape {
    let text = "^([0-9]{1,16}|[0-9]{1,12}K|[0-9]{1,9}M|[0-9]{1,6}G|[0-9]{1,3}T)$"
    return .either([.text(TextForm(pattern: text)), .integer(0...1 << 53)])
  }

  package static var sample: ByteCount { .megabytes(1) }
}

extension IPAddress: Illustrated {
  package static var shape: JSONShape { .either([.text(TextForm(format: "ipv4")), .text(TextForm(format: "ipv6"))]) }
  package static var sample: IPAddress { .loopback }
}

/// With a prefix, no bit stands beyond it.
extension Network: Illustrated {
  package static var shape: JSONShape {
    .either([
      IPAddress.shape, .text(TextForm(pattern: #"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$"#)),
      .text(TextForm(pattern: "^[0-9a-f:.]{2,45}/[0-9]{1,3}$")),
    ])
  }

  package static var sample: Network { sampled("192.0.2.0/24", Network.init(_:)) }
}

extension Endpoint: Illustrated {
  package static var shape: JSONShape {
    .text(
      TextForm(pattern: #"^([0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9a-fA-F:.]{2,45}\]|\#(DomainName.labels)):[0-9]{1,5}$"#))
  }
  package static var sample: Endpoint { sampled("192.0.2.1:53", Endpoint.init(_:)) }
}

extension CalendarDay: Illustrated {
  package static var shape: JSONShape { .text(TextForm(pattern: "^2[0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$")) }
  package static var sample: CalendarDay { sampled("2026-03-01", CalendarDay.init(_:)) }
}

extension Selector: Illustrated {
  package static var shape: JSONShape { .text(TextForm(pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")) }
  package static var sample: Selector { sampled("a", Selector.init(_:)) }
}

/// `*`, a domain or an account.
extension Scope: Illustrated {
  package static var shape: JSONShape { .either([.choice(["*"]), DomainName.shape, Address.shape]) }
  package static var sample: Scope { .everything }
}

extension PermissionPattern: Illustrated {
  package static var shape: JSONShape {
    .text(TextForm(pattern: #"^(\*|([a-z][A-Za-z]{0,40}|\*)\.([a-z][A-Za-z]{0,40}|\*))$"#))
  }

  package static var sample: PermissionPattern { .all }
}

extension QueueID: Illustrated {
  package static var shape: JSONShape { .text(TextForm(pattern: pattern)) }
  package static var sample: QueueID { sampled("4h1GZk0wSbz9rxk", QueueID.init(_:)) }
}

extension Secret: Illustrated {
  package static var shape: JSONShape { .text(TextForm(format: "password")) }
  package static var sample: Secret { Secret("a") }
}

/// A constant that is right.
func sampled<Value>(_ text: String, _ make: (String) throws -> Value) -> Value {
  guard let value = try? make(text) else { preconditionFailure("“\(text)” is a constant of the right form") }
  return value
}
