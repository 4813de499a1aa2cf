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

  /// `*`, or the tag of an object; an empty list names none.
  static let form = TextForm(pattern: #"^(\*|"[!#-~]{1,100}")?$"#)

  /// A list of tags, weak ones among them (RFC 9110 §8.8.3), or `*`.
  static func isList(_ text: String) -> Bool {
    text.isEmpty
      || text.wholeMatch(of: #/\s*(\*|((W\/)?"[!\x23-\x7E]*")(\s*,\s*(W\/)?"[!\x23-\x7E]*")*)\s*/#) != nil
  }

  init(of answer: Data) {
    text = "\"" + SHA256.hash(data: answer).hexadecimal.prefix(32) + "\""
  }

  /// Whether a list of tags, or `*`, names this one (RFC 9110 §13.1).
  func stands(in list: String) -> Bool {
    list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.contains { $0 == "*" || $0 == text }
  }
}

extension Precondition {
  /// Refuses unless the object that `door` shows still is the one whose tag stands in `list`; where nothing shows it, no
  /// tag is its own (RFC 9110 §13.1.1). Who may not see it learns nothing: the object is read as they may read it.
  static func unchanged(_ door: Door?, _ fields: RequestFields, list: String, as principal: Principal) throws
    -> Precondition
  {
    guard EntityTag.isList(list) else { throw Malformed.form(of: EntityTag.condition) }
    return Precondition { db in
      guard let door, let peek = door.peek else { throw untagged }
      let own = fields.texts.filter { door.route.parameters.contains($0.key) }
      let shown = try peek(RequestFields(texts: own, body: Data()), principal, db)
      guard EntityTag(of: shown).stands(in: list) else { throw Fault.outdated }
    }
  }

  private static var untagged: Fault {
    Fault(
      .conflict, en: "nothing that this changes has an ETag", es: "nada de lo que esto cambia tiene ETag",
      hint: Text(en: "leave out If-Match", es: "omita If-Match"), field: EntityTag.condition)
  }
}

extension Fault {
  package static let outdated = Fault(
    .conflict, en: "somebody has changed it meanwhile", es: "alguien lo ha cambiado entretanto",
    hint: Text(en: "read it again, and decide by what it is now", es: "vuelva a leerlo y decida según lo que es ahora"),
    field: EntityTag.condition)
}
