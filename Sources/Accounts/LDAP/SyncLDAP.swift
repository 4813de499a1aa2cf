import Foundation
import Kernel
import MailModel
import Store

/// Reads the whole directory, and only then brings accounts and groups to what it says, batch after batch. A server that
/// goes away while it is read changes nothing; a crash after that leaves whole batches, and the next try goes on.
struct SyncLDAP: Job {
  static let name = "ldap.synchronise"
  var id: String

  /// Steps of one transaction.
  private static let batch = 500

  /// What the journal keeps of a step that changed something; what was refused stands in the run's report, each time.
  private struct Fact: Encodable {
    var row: LDAPReport.Row
    var before: Account?
    var after: Account?
  }

  func run(with plane: ControlPlane) async throws {
    guard var run = try await plane.store.read({ try LDAPRun.find(id, in: $0) }), run.ended == nil else { return }
    do {
      run.report = try await synchronise(run, with: plane)
    } catch let fault as Fault {
      // The next one is due soon enough; trying at once would meet the same.
      run.fault = fault
    }
    run.ended = plane.now()
    try await plane.store.write { [run] db in
      try run.save(in: db)
      if let fault = run.fault { try work(in: db, at: plane.now()).record("ldap.failed", fault) }
    }
    plane.wakeUp.signal()
  }

  private func synchronise(_ run: LDAPRun, with plane: ControlPlane) async throws -> LDAPReport {
    let plan = try await LDAPPlan.read(with: plane)
    try plan.requireFewLosses(unless: run.losses)
    var report = LDAPReport()
    for row in plan.refused { report.add(row) }
    for part in plan.steps.slices(of: Self.batch) {
      for row in try await carryOut(part, of: plan, with: plane) { report.add(row) }
    }
    return report
  }

  private func carryOut(_ steps: ArraySlice<LDAPPlan.Step>, of plan: LDAPPlan, with plane: ControlPlane) async throws
    -> [LDAPReport.Row]
  {
    try await plane.store.write { db in
      let work = work(in: db, at: plane.now())
      var rows: [LDAPReport.Row] = []
      var facts: [Fact] = []
      for step in steps {
        let before = try Account.find(step.address, in: db)
        guard let row = try plan.carryOut(step, in: work) else { continue }
        rows.append(row)
        guard row.result != .unchanged, row.result != .refused else { continue }
        facts.append(Fact(row: row, before: before, after: try Account.find(step.address, in: db)))
      }
      if !facts.isEmpty { try work.record("ldap.batch", facts) }
      return rows
    }
  }

  private func work(in db: any Database, at now: Date) -> Work {
    Work(db: db, now: now, principal: .system(Self.name))
  }
}

extension LDAPPlan {
  static func read(with plane: ControlPlane) async throws -> LDAPPlan {
    let (source, server) = try await plane.store.read { try LDAPSource.connection(in: $0) }
    let people = try await plane.world.ldap.search(server, source.people)
    var groups: [LDAPEntry] = []
    if let search = source.groups { groups = try await plane.world.ldap.search(server, search) }
    let followers = try await plane.store.read { try Followers.all(in: $0) }
    return LDAPPlan(source, people: people, groups: groups, followers)
  }

  /// The same steps in a transaction that is thrown away; one, because groups need the people before them.
  func rehearsed(with plane: ControlPlane) async throws -> LDAPReport {
    struct Curtain: Error {
      let report: LDAPReport
    }
    do {
      try await plane.store.write { db -> Void in
        let work = Work(db: db, now: plane.now(), principal: .system(SyncLDAP.name))
        var report = LDAPReport()
        for row in refused { report.add(row) }
        for step in steps { if let row = try carryOut(step, in: work) { report.add(row) } }
        throw Curtain(report: report)
      }
    } catch let curtain as Curtain {
      var report = curtain.report
      do throws(Fault) { try requireFewLosses(unless: nil) } catch { report.stop = error }
      return report
    }
    return LDAPReport()
  }
}

/// Starts a synchronisation when one is due.
struct FollowLDAP: Job {
  static let name = "ldap.follow"
  static let interval: TimeInterval = 60

  /// Synchronisations that are remembered.
  private static let kept = 100

  func run(with plane: ControlPlane) async throws {
    let now = plane.now()
    let isDue = try await plane.store.write { db in
      guard let source = try LDAPSource.find(in: db), source.everyMinutes > 0 else { return false }
      try LDAPRun.prune(keeping: Self.kept, in: db)
      guard let last = try LDAPRun.latest(1, in: db).first else { return true }
      return !last.isUnderWay(at: now)
        && last.started.addingTimeInterval(Double(source.everyMinutes) * 60) <= now
    }
    if isDue { _ = try await plane.perform(StartLDAPSync(), as: .system(Self.name)) }
  }
}
