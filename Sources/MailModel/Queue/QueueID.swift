/// The name of a message in Postfix's queue: six or more letters and digits, short or long (postconf(5),
/// enable_long_queue_ids).
package struct QueueID: Hashable, Sendable {
  package static let pattern = "^[0-9A-Za-z]{6,40}$"
  package let text: String

  package init(_ text: String) throws(Fault) {
    let isName = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
      default: false
      }
    }
    guard isName, (6...40).contains(text.utf8.count) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(60))” is no queue ID", es: "«\(text.prefix(60))» no es un identificador de cola",
        hint: Text(
          en: "take it from “palomar queue list”, as in 4h1GZk0wSbz9rxk",
          es: "tómelo de «palomar queue list», como 4h1GZk0wSbz9rxk"))
    }
    self.text = text
  }
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
