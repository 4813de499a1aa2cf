import Foundation
import Kernel
import MailFormats
import MailModel
import Store

/// Checks or carries out an import, batch after batch. After a crash it goes on behind the last batch that was committed.
struct RunImport: Job {
  static let name = "imports.run"
  var id: String

  /// Lines of one transaction: nobody waits long for it.
  private static let batch = 500
  /// Lines of a file.
  private static let mostRows = 1_000_000

  func run(with plane: ControlPlane) async throws {
    do {
      while try await step(with: plane) {}
    } catch let fault as Fault where fault.code != .unavailable {
      // Another try would find the same.
      try await plane.store.write { db in
        guard var run = try Import.find(id, in: db), run.state.isWorking else { return }
        try run.end(.failed, because: fault, at: plane.now(), in: db)
        try Work(db: db, now: plane.now(), principal: .system(Self.name)).record("imports.failed", run)
      }
    }
    plane.wakeUp.signal()
  }

  /// Whether there is more to do.
  func step(with plane: ControlPlane) async throws -> Bool {
    let found = try await plane.store.read { db in (try Import.find(id, in: db), try Import.columns(of: id, in: db)) }
    guard let run = found.0, run.state.isWorking else { return false }
    guard let format = run.format else {
      try await begin(run, with: plane)
      return true
    }
    let records = try await run.records(Self.batch, format, in: plane.store)
    guard records.isEmpty || run.rows + records.count <= Self.mostRows else { throw Self.tooManyRows }
    let read = records.map { ImportedRecord($0, found.1, of: run) }
    let ready = try await ImportedPasswords(of: run).ready(read, in: plane.store)
    return try await carryOut(ready, after: run, upTo: records.last?.next, with: plane)
  }

  /// Looks at the file as a whole, and reads its header.
  private func begin(_ run: Import, with plane: ControlPlane) async throws {
    let format = try await run.examined(in: plane.store)
    guard let header = try await run.records(1, format, in: plane.store).first, case .fields(let names) = header.content
    else {
      throw Fault(
        .invalid, en: "the file has no first line that names its columns",
        es: "el fichero no tiene una primera línea que nombre sus columnas",
        hint: Text(en: "begin it with a line like: address,name,quota", es: "empiécelo así: dirección,nombre,cuota"))
    }
    let columns = try ImportColumn.columns(in: names)
    try await plane.store.write { db in
      guard var run = try Import.find(id, in: db), run.state.isWorking else { return }
      run.format = format
      run.position = header.next
      try run.update(in: db)
      try Import.save(columns, of: id, in: db)
    }
  }

  /// A dry run is the same, in a transaction that is thrown away; its report is written in another.
  private func carryOut(
    _ records: [ImportedRecord], after run: Import, upTo next: CSVPosition?, with plane: ControlPlane
  ) async throws -> Bool {
    guard run.state == .checking else {
      return try await plane.store.write { db in
        let work = Work(db: db, now: plane.now(), principal: try owner(of: run, in: db, at: plane.now()))
        let batch = ImportBatch(run: run, records: records)
        let effect = try batch.perform(in: work)
        if !records.isEmpty { try work.record("imports.batch", batch.event(of: effect)) }
        return try keep(effect, after: run, upTo: next, in: db, at: plane.now())
      }
    }
    let effect = try await rehearse(records, of: run, with: plane)
    return try await plane.store.write { try keep(effect, after: run, upTo: next, in: $0, at: plane.now()) }
  }

  private func rehearse(_ records: [ImportedRecord], of run: Import, with plane: ControlPlane) async throws
    -> ImportBatch.Effect
  {
    struct Curtain: Error {
      let effect: ImportBatch.Effect
    }
    do {
      try await plane.store.write { db -> Void in
        let work = Work(db: db, now: plane.now(), principal: try owner(of: run, in: db, at: plane.now()))
        throw Curtain(effect: try ImportBatch(run: run, records: records).perform(in: work))
      }
    } catch let curtain as Curtain {
      return curtain.effect
    }
    return ImportBatch.Effect()
  }

  private func owner(of run: Import, in db: any Database, at now: Date) throws -> Principal {
    let owner = try run.owner(in: db, at: now)
    try owner.require(BeginImport.permission, in: run.scope)
    return owner
  }

  /// Writes down how far it came; whether there is more to do.
  private func keep(
    _ effect: ImportBatch.Effect, after before: Import, upTo next: CSVPosition?, in db: any Database, at now: Date
  ) throws -> Bool {
    guard var run = try Import.find(id, in: db), run.state == before.state, run.position == before.position else {
      throw Fault(.unavailable, en: "the import was stopped", es: "la importación se ha detenido")
    }
    try ImportRow.insert(effect.rows, of: id, into: db)
    try ImportRow.claim(effect.names, of: id, in: db)
    run.count(effect.rows)
    run.position = next ?? run.position
    guard effect.rows.isEmpty else {
      try run.update(in: db)
      return true
    }
    if run.state == .checking {
      run.state = .checked
      try run.update(in: db)
    } else {
      try run.end(.done, at: now, in: db)
    }
    return false
  }

  private static var tooManyRows: Fault {
    Fault(
      .invalid, en: "the file has more than \(mostRows) lines", es: "el fichero tiene más de \(mostRows) líneas",
      hint: Text(
        en: "divide it; what stood before is done, and its report tells of it",
        es: "divídalo; lo anterior está hecho, y su informe lo cuenta"))
  }
}
