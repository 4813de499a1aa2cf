import Kernel
import MailModel
import Surface

/// What accounts may do, said once for many.
package let serviceClasses = Capability(
  "service classes",
  migrations: [ServiceClass.migration],
  doors: [
    .action(AddClass.self), .action(ChangeClass.self), .action(RemoveClass.self), .query(ListClasses.self),
    .query(ShowClass.self),
  ],
  documentSection: classSection,
  commands: [ClassCommand.self],
  pages: ClassPages.pages
)

/// `classes:` of the service file.
let classSection = DocumentSection(
  key: "classes",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["name"], "properties": {
      "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,39}$"},
      "quota": {"type": "string", "examples": ["500M", "2G"]},
      "protocols": {"type": "string", "examples": ["imap submission", "none"]}, "forwarding": {"enum": ["yes", "no"]}}}}
    """,
  export: { db in
    .list(
      try ServiceClass.all(in: db).map { each in
        let fields: [(String, String?)] = [
          ("name", each.name), ("quota", each.quota?.description),
          ("protocols", each.protocols == .all ? nil : each.protocols.shown.replacing(",", with: "")),
          ("forwarding", each.forwards ? nil : "no"),
        ]
        return DocumentNode(
          .mapping(fields.compactMap { key, value in value.map { .init(key: .text(key), value: .text($0)) } }))
      })
  },
  changes: { node, db in
    var present = Dictionary(uniqueKeysWithValues: try ServiceClass.all(in: db).map { ($0.name, $0) })
    let none = try ByteCount(bytes: 0)
    var changes: [DocumentChange] = []
    for line in try node.list() {
      let fields = try line.fields(["name", "quota", "protocols", "forwarding"])
      guard let name = try fields["name"]?.text() else {
        throw line.fault(en: "a class needs a name", es: "una clase necesita un nombre")
      }
      let quota = try fields["quota"]?.value(ByteCount.init(_:)) ?? none
      let protocols = try fields["protocols"]?.value(Protocols.init(_:)) ?? .all
      let forwards = try fields["forwarding"]?.value(YesOrNo.parse) ?? true
      guard let before = present.removeValue(forKey: name) else {
        let add = AddClass(name: name, quota: quota, protocols: protocols, forwards: forwards)
        changes.append(DocumentChange(.add, "class \(name)", add))
        continue
      }
      guard before.quota ?? none != quota || before.protocols != protocols || before.forwards != forwards else {
        continue
      }
      let change = ChangeClass(name: name, quota: quota, protocols: protocols, forwards: forwards)
      changes.append(DocumentChange(.change, "class \(name)", change))
    }
    return changes + present.keys.sorted().map { DocumentChange(.remove, "class \($0)", RemoveClass(name: $0)) }
  }
)

/// A switch in a file or a command.
enum YesOrNo {
  static func parse(_ text: String) throws(Fault) -> Bool {
    guard ["yes", "no"].contains(text) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is neither yes nor no", es: "«\(text.prefix(40))» no es yes ni no",
        hint: Text(en: "write yes or no", es: "escriba yes o no"))
    }
    return text == "yes"
  }
}
