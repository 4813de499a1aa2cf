import Kernel
import MailModel
import Surface

/// Addresses whose mail goes to others.
package let aliases = Capability(
  "aliases",
  // Whatever asks for aliases asks for the name that stands for all the others too.
  migrations: [Alias.migration, CatchAll.migration],
  doors: [
    .action(AddAlias.self), .action(ChangeAlias.self), .action(RemoveAlias.self), .query(ListAliases.self),
    .query(ShowAlias.self),
  ],
  documentSection: aliasSection,
  commands: [AliasCommand.self],
  pages: AliasPages.pages
)

/// `aliases:` of the service file: each address with a list of targets.
let aliasSection = DocumentSection(
  key: "aliases",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["address", "targets"],
      "properties": {"address": {"type": "string"}, "targets": {"type": "array", "minItems": 1, "items": {"type": "string"}}}}}
    """,
  export: { db in
    .list(
      try Alias.list(limit: .max, in: db).map { alias in
        .fields(["address": .text(alias.address.text), "targets": .list(alias.targets.map { .text($0.text) })])
      })
  },
  changes: { node, db in
    let aliases = try Alias.list(limit: .max, in: db)
    var present = Dictionary(uniqueKeysWithValues: aliases.map { ($0.address, Set($0.targets)) })
    var changes: [DocumentChange] = []
    for line in try node.list() {
      let fields = try line.fields(["address", "targets"])
      guard let address = try fields["address"]?.value(Address.init(_:)), let targets = fields["targets"] else {
        throw line.fault(en: "an alias needs address and targets", es: "un alias necesita address y targets")
      }
      let wanted = try targets.list().map { try $0.value(Address.init(_:)) }
      let before = present.removeValue(forKey: address)
      guard before != Set(wanted) else { continue }
      let line = "alias \(address) → \(wanted.map(\.text).joined(separator: ", "))"
      let add = AddAlias(address: address, targets: wanted)
      changes.append(
        before == nil
          ? DocumentChange(.add, line, add)
          : DocumentChange(line, replacing: RemoveAlias(address: address), by: add))
    }
    return changes
      + present.keys.sorted().map { DocumentChange(.remove, "alias \($0)", RemoveAlias(address: $0)) }
  }
)
