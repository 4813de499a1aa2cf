import Kernel
import MailModel
import Surface

/// Who gets mail for addresses that nobody has.
package let catchAlls = Capability(
  "catch-alls",
  doors: [
    .action(SetCatchAll.self), .action(RemoveCatchAll.self), .query(ListCatchAlls.self), .query(ShowCatchAll.self),
  ],
  documentSection: catchAllSection,
  pages: CatchAllPage.pages
)

/// `catchAlls:` of the service file.
let catchAllSection = DocumentSection(
  key: "catchAlls",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["domain", "target"],
      "properties": {"domain": {"type": "string"}, "target": {"type": "string"}}}}
    """,
  export: { db in
    .list(
      try CatchAll.all(in: db).map {
        .fields(["domain": .text($0.domain.name), "target": .text($0.target.text)])
      })
  },
  changes: { node, db in
    var present = Dictionary(uniqueKeysWithValues: try CatchAll.all(in: db).map { ($0.domain, $0.target) })
    var changes: [DocumentChange] = []
    for line in try node.list() {
      let fields = try line.fields(["domain", "target"])
      guard let domain = try fields["domain"]?.value(DomainName.init(_:)),
        let target = try fields["target"]?.value(Address.init(_:))
      else { throw line.fault(en: "a catch-all needs domain and target", es: "un catch-all necesita domain y target") }
      let before = present.removeValue(forKey: domain)
      guard before != target else { continue }
      // Taken away first: the mailbox that got it may go in the same file.
      let (text, set) = ("catch-all \(domain) → \(target)", SetCatchAll(domain: domain, target: target))
      changes.append(
        before == nil
          ? DocumentChange(.add, text, set) : DocumentChange(text, replacing: RemoveCatchAll(domain: domain), by: set))
    }
    return changes
      + present.keys.sorted().map { DocumentChange(.remove, "catch-all \($0)", RemoveCatchAll(domain: $0)) }
  }
)
