import Kernel
import MailModel

/// The headers that requests may carry.
enum OpenAPIHeaders {
  /// Those that a door heeds.
  static func names(of door: Door, among doors: [Door]) -> [String] {
    guard door.changes else { return [] }
    return (door.reader(among: doors) == nil ? [] : [EntityTag.condition])
      + (door.isRepeatable ? [Idempotency.header] : []) + [RequestReason.header]
  }

  static func parameters(in language: Language) -> [String: Any] {
    let all: [(String, Text, TextForm)] = [
      (
        EntityTag.condition, Text(en: "The ETag of what was read", es: "El ETag de lo que se leyó"),
        EntityTag.form
      ),
      (
        Idempotency.header,
        Text(
          en: "A number of the client's own, such as a UUID: the same again changes nothing twice",
          es: "Un número propio del cliente, como un UUID: el mismo otra vez no cambia nada dos veces"),
        Idempotency.form
      ),
      (
        RequestReason.header,
        Text(en: "Why, percent-encoded, for the journal", es: "Por qué, con porcentajes, para el diario"),
        RequestReason.form
      ),
    ]
    return Dictionary(
      uniqueKeysWithValues: all.map { name, what, form in
        (
          name,
          [
            "name": name, "in": "header", "description": what(in: language), "schema": JSONShape.text(form).schema,
          ]
        )
      })
  }
}
