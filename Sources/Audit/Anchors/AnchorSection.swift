import Kernel
import MailModel
import Store

/// `anchors:` of the service file. A webhook's bearer token never stands in it: an anchor that is there already keeps its
/// own, and one that the file adds has none.
let anchorSection = DocumentSection(
  key: "anchors",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["name", "kind"],
      "properties": {"name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,39}$"},
        "kind": {"enum": ["file", "syslog", "webhook"]},
        "target": {"type": "string", "examples": ["/mnt/elsewhere/journal", "https://seal.example.org/"]}}}}
    """,
  export: { db in
    .list(
      try Anchor.all(in: db).map { anchor in
        let (name, kind) = (anchor.name, anchor.kind.rawValue)
        guard let target = anchor.target else { return .fields(["name": .text(name), "kind": .text(kind)]) }
        return .fields(["name": .text(name), "kind": .text(kind), "target": .text(target)])
      })
  },
  changes: { node, db in
    var present = Dictionary(uniqueKeysWithValues: try Anchor.all(in: db).map { ($0.name, $0) })
    var changes: [DocumentChange] = []
    for line in try node.list() {
      let add = try AddAnchor(line)
      let text = "anchor \(add.name): \(add.kind.rawValue)\(add.target.map { " \($0)" } ?? "")"
      guard let before = present.removeValue(forKey: add.name) else {
        changes.append(DocumentChange(.add, text, add))
        continue
      }
      guard before.kind != add.kind || before.target != add.target else { continue }
      changes.append(DocumentChange(text, replacing: RemoveAnchor(name: add.name), by: add))
    }
    return changes + present.keys.sorted().map { DocumentChange(.remove, "anchor \($0)", RemoveAnchor(name: $0)) }
  }
)

extension AddAnchor {
  fileprivate init(_ line: DocumentNode) throws {
    let fields = try line.fields(["name", "kind", "target"])
    guard let name = try fields["name"]?.text(), let kind = try fields["kind"]?.value(Anchor.Kind.init(parsing:)) else {
      throw line.fault(en: "an anchor needs name and kind", es: "un ancla necesita name y kind")
    }
    self.init(name: name, kind: kind, target: try fields["target"]?.text())
  }
}

extension Anchor.Kind {
  fileprivate init(parsing text: String) throws(Fault) {
    guard let kind = Anchor.Kind(rawValue: text) else {
      let known = Anchor.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is no kind of anchor", es: "«\(text.prefix(40))» no es una clase de ancla",
        hint: Text(en: "one of: \(known)", es: "uno de: \(known)"), field: "kind")
    }
    self = kind
  }
}
