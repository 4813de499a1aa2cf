import Foundation
import Kernel
import MailModel
import Store

/// `accounts:` of the service file: address, name, state and its reason, dates, class of service, and values of
/// its own: all that it has without a class, and with one those that differ from it. Passwords never stand in it:
/// an account that the file adds has none until somebody sets it. Nor do holds, which a file must not release by
/// leaving them out.
let accountSection = DocumentSection(
  key: "accounts",
  schema: """
    {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["address"], "properties": {
      "address": {"type": "string"}, "name": {"type": "string", "maxLength": 200},
      "quota": {"type": "string", "examples": ["500M", "2G"]},
      "state": {"enum": ["active", "receiveOnly", "suspended"]}, "reason": {"type": "string", "maxLength": 500},
      "class": {"type": "string"}, "protocols": {"type": "string", "examples": ["imap submission", "none"]},
      "forwarding": {"enum": ["yes", "no"]}, "overrideReason": {"type": "string", "maxLength": 500},
      "mainPassword": {"enum": ["yes", "no"]},
      "from": {"type": "string", "examples": ["2026-09-01"]},
      "until": {"type": "string", "examples": ["2027-01-01", "2027-01-01T12:00:00Z"]}}}}
    """,
  export: { db in .list(try AccountLine.all(in: db).filter { !$0.isRemoved }.map(\.node)) },
  changes: { node, db in
    let present = Dictionary(uniqueKeysWithValues: try AccountLine.all(in: db).map { ($0.address, $0) })
    let wanted = try node.list().map { try AccountLine($0) }
    var changes: [DocumentChange] = []
    for line in wanted { changes += try line.changes(from: present[line.address]) }
    let kept = Set(wanted.map(\.address))
    for address in present.keys.sorted() where !kept.contains(address) && present[address]?.isRemoved == false {
      changes.append(DocumentChange(.remove, "account \(address)", RemoveAccount(address: address)))
    }
    return changes
  }
)

/// One account as the service file has it.
struct AccountLine: Hashable {
  let address: Address
  let name: String
  /// `nil`: as the class has it, or no limit.
  let quota: ByteCount?
  let serviceClass: String?
  let protocols: Protocols?
  let forwards: Bool?
  let overrideReason: String
  let mainOpens: Bool
  let state: Account.State
  let reason: String
  let from: Date?
  let until: Date?
  let isRemoved: Bool

  init(_ account: Account) {
    address = account.address
    name = account.displayName
    let none = try? ByteCount(bytes: 0)
    func isOwn(_ value: ServiceValue) -> Bool { account.serviceClass == nil || account.overrides.contains(value) }
    quota = isOwn(.quota) ? account.quota ?? (account.serviceClass == nil ? nil : none) : nil
    serviceClass = account.serviceClass
    protocols =
      isOwn(.protocols) && (account.serviceClass != nil || account.protocols != .all) ? account.protocols : nil
    forwards = isOwn(.forwarding) && (account.serviceClass != nil || !account.forwards) ? account.forwards : nil
    overrideReason = account.overrideReason
    mainOpens = account.mainOpens
    state = account.state
    reason = account.reason
    from = account.validFrom
    until = account.validUntil
    isRemoved = account.removed != nil
  }

  init(_ node: DocumentNode) throws(Fault) {
    let fields = try node.fields([
      "address", "name", "quota", "state", "reason", "from", "until", "class", "protocols", "forwarding",
      "overrideReason", "mainPassword",
    ])
    guard let address = fields["address"] else {
      throw node.fault(en: "an account needs an address", es: "una cuenta necesita una dirección")
    }
    self.address = try address.value(Address.init(_:))
    name = try fields["name"]?.text() ?? ""
    quota = try fields["quota"]?.value(ByteCount.init(_:))
    serviceClass = try fields["class"]?.text()
    protocols = try fields["protocols"]?.value(Protocols.init(_:))
    forwards = try fields["forwarding"]?.value(YesOrNo.parse)
    overrideReason = try fields["overrideReason"]?.text() ?? ""
    mainOpens = try fields["mainPassword"]?.value(YesOrNo.parse) ?? true
    state = try fields["state"]?.value(AccountLine.state) ?? .active
    reason = try fields["reason"]?.text() ?? ""
    from = try fields["from"]?.value(Day.parse)
    until = try fields["until"]?.value(Day.parse)
    isRemoved = false
  }

  static func all(in db: any Database) throws -> [AccountLine] {
    try Account.list(limit: .max, in: db).map(AccountLine.init)
  }

  var node: DocumentNode {
    let fields: [(String, String?)] = [
      ("address", address.text), ("name", name.isEmpty ? nil : name), ("quota", quota?.description),
      ("state", state == .active ? nil : state.rawValue), ("reason", reason.isEmpty ? nil : reason),
      ("from", from.map(Day.text)), ("until", until.map(Day.text)), ("class", serviceClass),
      ("protocols", protocols.map { $0.shown.replacing(",", with: "") }),
      ("forwarding", forwards.map { $0 ? "yes" : "no" }),
      ("overrideReason", overrideReason.isEmpty ? nil : overrideReason), ("mainPassword", mainOpens ? nil : "no"),
    ]
    return DocumentNode(
      .mapping(fields.compactMap { key, value in value.map { .init(key: .text(key), value: .text($0)) } }))
  }

  private static func state(_ text: String) throws(Fault) -> Account.State {
    guard let state = Account.State(rawValue: text) else {
      let known = Account.State.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault(
        .invalid, en: "“\(text)” is not a state", es: "«\(text)» no es un estado",
        hint: Text(en: "one of: \(known)", es: "uno de: \(known)"))
    }
    return state
  }
}

extension AccountLine {
  /// What makes `present` like this line; an account that was removed comes back.
  func changes(from present: AccountLine?) throws -> [DocumentChange] {
    guard let present else {
      let add = AddAccount(
        address: address, displayName: name, quota: serviceClass == nil ? try quota ?? ByteCount(bytes: 0) : nil,
        serviceClass: serviceClass)
      let others = differs(from: nil) ? [DocumentChange(.change, "account \(address)", try description)] : []
      return [DocumentChange(.add, "account \(address)", add)] + others + lifecycle(from: nil)
    }
    var changes: [DocumentChange] = []
    if present.isRemoved {
      changes.append(DocumentChange(.add, "account \(address)", RestoreAccount(address: address)))
    }
    // A class that is given anew takes the account's own values back.
    let isAnew = serviceClass != present.serviceClass || (serviceClass != nil && lacksValue(of: present))
    if isAnew {
      let line = "account \(address): \(serviceClass ?? "no class")"
      changes.append(DocumentChange(.change, line, AssignClass(address: address, serviceClass: serviceClass)))
    }
    if isAnew || name != present.name || differs(from: present) {
      changes.append(DocumentChange(.change, "account \(address)", try description))
    }
    return changes + lifecycle(from: present)
  }

  /// Whether `present` has a value of its own where this line leaves it to the class.
  private func lacksValue(of present: AccountLine) -> Bool {
    (present.quota != nil && quota == nil) || (present.protocols != nil && protocols == nil)
      || (present.forwards != nil && forwards == nil)
  }

  /// Whether values of its own differ; those of a new account without a class are in `AddAccount` as far as it goes.
  private func differs(from present: AccountLine?) -> Bool {
    let quotaDiffers = present.map { $0.quota != quota } ?? (serviceClass != nil && quota != nil)
    return quotaDiffers || protocols != present?.protocols || forwards != present?.forwards
      || overrideReason != present?.overrideReason ?? "" || mainOpens != present?.mainOpens ?? true
  }

  private var description: ChangeAccount {
    get throws {
      let isFree = serviceClass == nil
      var change = ChangeAccount(
        address: address, displayName: name, quota: isFree ? try quota ?? ByteCount(bytes: 0) : quota)
      change.protocols = isFree ? protocols ?? .all : protocols
      change.forwards = isFree ? forwards ?? true : forwards
      change.mainOpens = mainOpens
      change.reason = overrideReason.isEmpty ? nil : overrideReason
      return change
    }
  }

  private func lifecycle(from present: AccountLine?) -> [DocumentChange] {
    var changes: [DocumentChange] = []
    if state != present?.state ?? .active || reason != present?.reason ?? "" {
      let line = "account \(address): \(state)"
      changes.append(
        state == .active
          ? DocumentChange(.change, line, ResumeAccount(address: address))
          : DocumentChange(
            .change, line, SuspendAccount(address: address, receives: state == .receiveOnly, reason: reason)))
    }
    if from != present?.from || until != present?.until {
      let days = "\(from.map(Day.text) ?? "…") – \(until.map(Day.text) ?? "…")"
      changes.append(
        DocumentChange(
          .change, "account \(address): \(days)", ExpireAccount(address: address, from: from, until: until)))
    }
    return changes
  }
}

/// A moment in a file or a command: a day, which is its first second in UTC, or a time in ISO 8601.
enum Day {
  static func parse(_ text: String) throws(Fault) -> Date {
    let whole = text.count == 10 ? text + "T00:00:00Z" : text
    guard let date = try? Date(whole, strategy: .iso8601), date.timeIntervalSince1970 > 0 else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is not a date", es: "«\(text.prefix(40))» no es una fecha",
        hint: Text(
          en: "write it as 2026-12-31, or with a time as 2026-12-31T18:00:00Z",
          es: "escríbala como 2026-12-31, o con hora como 2026-12-31T18:00:00Z"))
    }
    return date
  }

  static func text(_ date: Date) -> String {
    let text = date.formatted(.iso8601)
    return text.hasSuffix("T00:00:00Z") ? String(text.prefix(10)) : text
  }
}
