import MailModel

/// A whole number that may come as JSON number or, from a query string, as text.
package struct QueryNumber: Codable, Hashable, Sendable, ExpressibleByIntegerLiteral {
  package let value: Int

  package init(_ value: Int) {
    self.value = value
  }

  package init(integerLiteral value: Int) {
    self.init(value)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      value = number
      return
    }
    let text = try container.decode(String.self)
    guard let number = Int(text) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is not a whole number", es: "«\(text.prefix(40))» no es un número entero")
    }
    value = number
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// An answer of which there may be more.
package protocol Paged {
  var next: String? { get }
}

/// Yes or no that may come as JSON or, from a query string, as the text `true` or `false`.
package struct QueryFlag: Codable, Hashable, Sendable, ExpressibleByBooleanLiteral {
  package let value: Bool

  package init(_ value: Bool) {
    self.value = value
  }

  package init(booleanLiteral value: Bool) {
    self.init(value)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      value = flag
      return
    }
    let text = try container.decode(String.self)
    guard let flag = Bool(text) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is neither true nor false",
        es: "«\(text.prefix(40))» no es ni true ni false")
    }
    value = flag
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// One page of a list, and where the next begins; `nil` on the last.
package struct Page<Item: Codable & Sendable>: Codable, Sendable, Paged {
  package var items: [Item]
  package var next: String?

  /// Pages are this long at most.
  package static var limit: Int { 1_000 }

  /// How many items a page has for whoever asks for `limit`; `usual` when nobody says.
  package static func size(_ limit: QueryNumber?, usual: Int = Self.limit) -> Int {
    Swift.min(Swift.max(limit?.value ?? usual, 1), Self.limit)
  }

  package init(items: [Item], next: String?) {
    self.items = items
    self.next = next
  }

  /// A page out of `limit + 1` rows: the one too many only tells that there are more.
  package init(rows: [Item], limit: Int, key: (Item) -> String) {
    items = Array(rows.prefix(limit))
    next = rows.count > limit ? items.last.map(key) : nil
  }
}
