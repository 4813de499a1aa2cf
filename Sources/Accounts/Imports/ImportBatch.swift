import Foundation
import Kernel
import MailModel
import Store

/// Some lines of an import, carried out in one transaction: each wholly or not at all, and none stops the others.
struct ImportBatch {
  let run: Import
  let records: [ImportedRecord]

  /// What becomes of each line, and which addresses each takes.
  struct Effect: Sendable {
    var rows: [ImportRow] = []
    var names: [String: Int] = [:]
    fileprivate(set) var facts: [Fact] = []
  }

  /// What the journal keeps of a line that changed something or was refused.
  struct Fact: Encodable, Sendable {
    var line: Int
    var address: String
    var result: ImportRow.Result
    var before: Account?
    var after: Account?
  }

  /// The batch in the journal: one entry, in which each account stands.
  struct Event: Encodable, Sendable {
    var id: String
    var file: String
    var fromLine: Int
    var toLine: Int
    var unchanged: Int
    var accounts: [Fact]
  }

  func perform(in work: Work) throws -> Effect {
    var effect = Effect()
    let wanted = records.flatMap { Self.names(of: $0) }
    effect.names = try ImportRow.lines(with: wanted, of: run.id, in: work.db)
    let known = Set(effect.names.keys)
    for record in records { try perform(record, &effect, in: work) }
    effect.names = effect.names.filter { !known.contains($0.key) }
    return effect
  }

  func event(of effect: Effect) -> Event {
    Event(
      id: run.id, file: run.file, fromLine: records.first?.line ?? 0, toLine: records.last?.line ?? 0,
      unchanged: effect.rows.count { $0.result == .unchanged }, accounts: effect.facts)
  }

  private static func names(of record: ImportedRecord) -> [String] {
    guard let account = record.account else { return [] }
    return Set([account.address] + account.aliases).map(\.text)
  }

  private func perform(_ record: ImportedRecord, _ effect: inout Effect, in work: Work) throws {
    var row = ImportRow(
      line: record.line, address: record.shownAddress, result: .refused, findings: record.findings)
    var fact = Fact(line: record.line, address: record.shownAddress, result: .refused)
    if let account = record.account {
      do {
        try requireNew(record, effect.names)
        try Self.requireNoRule(in: work.db)
        let outcome = try work.db.attempt { db in
          try account.put(in: Work(db: db, now: work.now, principal: work.principal), updates: run.updates)
        }
        try describe(outcome, of: account, &row, &fact, in: work.db)
        for name in Self.names(of: record) { effect.names[name] = record.line }
      } catch let fault as Fault {
        row.findings.append(ImportFinding(fault))
      }
    }
    effect.rows.append(row)
    fact.result = row.result
    if row.result != .unchanged { effect.facts.append(fact) }
  }

  /// An import cannot wait for a second person in the middle.
  private static func requireNoRule(in db: any Database) throws {
    guard let rule = try ApprovalRule.all(in: db).first else { return }
    throw Fault(
      .conflict,
      en: "there is a two-person rule (\(rule.permissions.text)), and an import cannot wait for the second person",
      es: "hay una regla de dos personas (\(rule.permissions.text)), y una importación no puede esperar a la segunda",
      hint: Text(
        en: "make the changes one by one, or take the rule away for the time of the import: palomar approval remove",
        es: "haga los cambios uno a uno, o retire la regla mientras dure la importación: palomar approval remove"))
  }

  /// Nothing stands in a file twice: which of the two would hold?
  private func requireNew(_ record: ImportedRecord, _ taken: [String: Int]) throws(Fault) {
    for name in Self.names(of: record).sorted() {
      guard let line = taken[name] else { continue }
      throw Fault(
        .conflict, en: "line \(line) has \(name) already", es: "la línea \(line) ya tiene \(name)",
        hint: Text(en: "leave one of them out", es: "omita una de las dos"))
    }
  }

  private func describe(
    _ outcome: DescribedAccount.Outcome, of account: DescribedAccount, _ row: inout ImportRow, _ fact: inout Fact,
    in db: any Database
  ) throws {
    switch outcome {
    case .added: row.result = .added
    case .changed(let before):
      row.result = .changed
      (fact.before, fact.after) = (before, try Account.existing(account.address, in: db))
    case .unchanged(let differs):
      row.result = .unchanged
      guard differs else { return }
      row.findings.append(
        ImportFinding(
          Text(
            en: "the account is there already, and differs from this line",
            es: "la cuenta ya existe, y difiere de esta línea"),
          hint: Text(en: "import with --update to change it", es: "importe con --update para modificarla")))
    }
  }
}

extension Import {
  mutating func count(_ rows: [ImportRow]) {
    for row in rows {
      switch row.result {
      case .added: added += 1
      case .changed: changed += 1
      case .unchanged: unchanged += 1
      case .refused: refused += 1
      }
    }
  }
}
