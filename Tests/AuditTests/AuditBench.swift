import Audit
import Kernel
import MailModel
import Store
import Surface
import TestSupport

/// A control plane with a journal of so many entries and a hand that reaches past it.
struct AuditBench: Sendable {
  let bench: TestBench

  init(entries: Int = 0, world: World = .unexpected) async throws {
    bench = try await TestBench([remarks, journal, anchors], world: world)
    for number in 0..<entries { try await bench.perform(Remark(text: "remark \(number + 1)")) }
  }

  /// What nobody may do: changes the store behind Palomar's back.
  func tamper(_ statements: SQL...) async throws {
    try await bench.plane.store.write { db in
      for statement in statements { try db.execute(statement) }
    }
  }

  func entries() async throws -> [JournalEntry] {
    try await bench.journal().reversed()
  }

  func verify(copies: [VerifyJournal.Copy] = []) async throws -> JournalReport {
    try await bench.inspect(VerifyJournal(copies: copies))
  }

  /// Writes `entry` over the row with its number, or as a new one, with a hash that fits it.
  func forge(_ entry: JournalEntry) async throws {
    var entry = entry
    entry.hash = entry.digest()
    let forged = entry
    try await bench.plane.store.write { db in
      try db.execute("DELETE FROM journal WHERE number = \(forged.number)")
      try db.execute(
        """
        INSERT INTO journal (number, at, actor, address, token, reason, action, scope, result, request, before, after,
          previous, hash)
        VALUES (\(forged.number), \(forged.at.microseconds), \(forged.actor), \(forged.address), \(forged.token),
          \(forged.reason), \(forged.action), \(forged.scope), \(forged.result.rawValue), \(forged.request),
          \(forged.before), \(forged.after), \(forged.previous), \(forged.hash))
        """)
    }
  }
}

/// `changed 5`, `removed 3-4`, `moved 6 as 7`, `rewritten 2-8 vault`.
func summary(_ report: JournalReport) -> [String] {
  report.findings.map { finding in
    let numbers = finding.first.map { finding.last == $0 ? " \($0)" : " \($0)-\(finding.last ?? 0)" } ?? ""
    let origin = finding.writtenAs.map { " as \($0)" } ?? ""
    return finding.kind.rawValue + numbers + origin + (finding.anchor.map { " \($0)" } ?? "")
  }
}

/// The smallest thing that is journalled.
let remarks = Capability("remarks", doors: [.action(Remark.self)])

struct Remark: Action {
  static let name = "remarks.add"
  static let route = Route.post("remarks")
  static let permission: Permission = "remarks.add"
  static let summary = Text(en: "Makes a remark.", es: "Hace un comentario.")
  var text: String
  var domain: DomainName?
  var secret: Secret?
  var scope: Scope { domain.map(Scope.domain) ?? .everything }

  func perform(in work: Work) throws -> String {
    guard text != "refuse me" else { throw Fault(.conflict, en: "no", es: "no, gracias") }
    return text
  }
}
