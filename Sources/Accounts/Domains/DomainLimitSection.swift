import Kernel
import MailModel
import Store

/// `domainLimits:` of the service file: what domains may have at most, and what their new accounts get. A domain that it
/// leaves out has no limits.
let domainLimitSection = DocumentSection(
  key: "domainLimits",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["domain"], "properties": {
      "domain": {"type": "string"}, "accounts": {"type": "integer", "minimum": 1},
      "aliases": {"type": "integer", "minimum": 1}, "quota": {"type": "string", "examples": ["200G"]},
      "newClass": {"type": "string"}, "newQuota": {"type": "string", "examples": ["2G"]}}}}
    """,
  export: { db in .list(try Domain.all(in: db).map(DomainLimitLine.init).filter { !$0.isEmpty }.map(\.node)) },
  changes: { node, db in
    var present = Dictionary(
      uniqueKeysWithValues: try Domain.all(in: db).map(DomainLimitLine.init).filter { !$0.isEmpty }.map {
        ($0.domain, $0)
      })
    var changes: [DocumentChange] = []
    for line in try node.list() {
      let wanted = try DomainLimitLine(line)
      changes += try wanted.changes(from: present.removeValue(forKey: wanted.domain))
    }
    for left in present.values.sorted(by: { $0.domain < $1.domain }) {
      changes += try DomainLimitLine(left.domain).changes(from: left)
    }
    return changes
  }
)

/// One domain's limits as the service file has them.
struct DomainLimitLine {
  let domain: DomainName
  var limits = DomainLimits.none
  var newClass: String?
  var newQuota: ByteCount?

  init(_ domain: DomainName) {
    self.domain = domain
  }

  init(_ domain: Domain) {
    self.domain = domain.name
    limits = domain.limits
    newClass = domain.defaultClass
    newQuota = domain.defaultQuota
  }

  init(_ node: DocumentNode) throws {
    let fields = try node.fields(["domain", "accounts", "aliases", "quota", "newClass", "newQuota"])
    guard let domain = try fields["domain"]?.value(DomainName.init(_:)) else {
      throw node.fault(en: "limits need a domain", es: "los límites necesitan domain")
    }
    self.domain = domain
    limits = DomainLimits(
      accounts: try Self.count(fields["accounts"]), aliases: try Self.count(fields["aliases"]),
      quota: try Self.size(fields["quota"]))
    newClass = try fields["newClass"]?.text()
    newQuota = try Self.size(fields["newQuota"])
  }

  /// 0 is no limit, as it is for the command.
  private static func count(_ node: DocumentNode?) throws -> Int? {
    let number = try node?.integer()
    return number == 0 ? nil : number
  }

  private static func size(_ node: DocumentNode?) throws -> ByteCount? {
    let size = try node?.value(ByteCount.init(_:))
    return size?.bytes == 0 ? nil : size
  }

  var isEmpty: Bool { limits == .none && newClass == nil && newQuota == nil }

  var node: DocumentNode {
    let fields: [(String, DocumentNode?)] = [
      ("domain", .text(domain.name)), ("accounts", limits.accounts.map(DocumentNode.number)),
      ("aliases", limits.aliases.map(DocumentNode.number)), ("quota", limits.quota.map { .text($0.description) }),
      ("newClass", newClass.map(DocumentNode.text)), ("newQuota", newQuota.map { .text($0.description) }),
    ]
    return DocumentNode(.mapping(fields.compactMap { key, value in value.map { .init(key: .text(key), value: $0) } }))
  }

  func changes(from present: DomainLimitLine?) throws -> [DocumentChange] {
    var changes: [DocumentChange] = []
    let before = present ?? DomainLimitLine(domain)
    let none = try ByteCount(bytes: 0)
    if limits != before.limits {
      let limit = LimitDomain(
        domain: domain, accounts: QueryNumber(limits.accounts ?? 0), aliases: QueryNumber(limits.aliases ?? 0),
        quota: limits.quota ?? none)
      changes.append(DocumentChange(.change, "limits of \(domain): \(DomainLimitsPage.words(limits).en)", limit))
    }
    if newClass != before.newClass || newQuota != before.newQuota {
      let change = ChangeDomain(domain: domain, defaultClass: newClass ?? "", defaultQuota: newQuota ?? none)
      let words = newClass ?? newQuota?.description ?? "nothing in particular"
      changes.append(DocumentChange(.change, "new accounts of \(domain): \(words)", change))
    }
    return changes
  }
}
