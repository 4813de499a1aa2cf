import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel

/// A strong validator of one object's answer (RFC 9110 §8.8.3): equal answers have equal tags.
struct EntityTag: Hashable {
  let text: String

  /// The header by which somebody says on which state a change was decided.
  static let condition = "If-Match"

  init(of answer: Data) {
    text = "\"" + SHA256.hash(data: answer).prefix(16).map { String(format: "%02x", $0) }.joined() + "\""
  }

  /// Whether a list of tags, or `*`, names this one (RFC 9110 §13.1).
  func stands(in list: String) -> Bool {
    list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.contains { $0 == "*" || $0 == text }
  }
}

extension Precondition {
  /// Refuses unless the object that `door` shows still is the one whose tag stands in `list`. Who may not see it
  /// learns nothing: the change itself is authorised before.
  static func unchanged(_ door: Door?, _ fields: RequestFields, list: String) throws -> Precondition {
    guard let peek = door?.peek else {
      throw Fault(
        .invalid, en: "this change takes no condition", es: "este cambio no admite condiciones",
        hint: Text(en: "leave out If-Match", es: "omita If-Match"))
    }
    return Precondition { db in
      let shown = try peek(RequestFields(texts: fields.texts, body: Data()), db)
      guard EntityTag(of: shown).stands(in: list) else {
        throw Fault.outdated
      }
    }
  }
}

extension Fault {
  static let outdated = Fault(
    .conflict, en: "somebody has changed it meanwhile", es: "alguien lo ha cambiado entretanto",
    hint: Text(en: "read it again, and decide by what it is now", es: "vuelva a leerlo y decida según lo que es ahora"),
    field: EntityTag.condition)
}
