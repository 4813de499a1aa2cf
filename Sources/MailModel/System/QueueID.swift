/// What Postfix calls a message in its queue: letters and digits (postconf(5), `enable_long_queue_ids`), and so the name
/// of a file in the queue and nowhere else.
package struct QueueID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Of ECMA-262.
  package static let pattern = "^[0-9A-Za-z]{6,32}$"
  package let text: String

  package init(_ text: String) throws(Fault) {
    guard (6...32).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) })
    else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is no queue ID of Postfix's",
        es: "«\(text.prefix(40))» no es un identificador de cola de Postfix",
        hint: Text(
          en: "take it from “palomar queue list”, as in 4h1GZk0wSbz9rxk",
          es: "tómelo de «palomar queue list», como 4h1GZk0wSbz9rxk"), field: "id")
    }
    self.text = text
  }

  package var description: String { text }

  package static func < (left: QueueID, right: QueueID) -> Bool { left.text < right.text }
}

extension QueueID: Codable {
  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
