import Logging
import MailModel
import ServiceLifecycle
import Store
import Synchronization

/// Carries out the jobs: at once when one is committed, and by the clock for retries and schedules.
package struct JobRunner: Service {
  private let plane: ControlPlane
  private let kinds: [String: JobKind]
  private let schedules: [Schedule]
  private let logger: Logger
  private let running = Running()

  /// So many jobs run at a time.
  private static let width = 4

  package init(plane: ControlPlane, kinds: [JobKind], schedules: [Schedule], logger: Logger) {
    self.plane = plane
    self.kinds = Dictionary(kinds.map { ($0.name, $0) }) { first, _ in first }
    self.schedules = schedules
    self.logger = logger
  }

  package func run() async throws {
    try await plane.store.write { try JobTable(db: $0).recover() }
    await withDiscardingTaskGroup { group in
      group.addTask { await tick() }
      await withGracefulShutdownHandler {
        for await _ in plane.wakeUp.signals {
          for job in await due() {
            group.addTask { await carryOut(job) }
          }
        }
      } onGracefulShutdown: {
        plane.wakeUp.finish()
      }
      group.cancelAll()
    }
  }

  /// One pass in a test: runs what is due, and what that makes due, until nothing is.
  package func drain() async {
    while true {
      let jobs = await due()
      guard !jobs.isEmpty else { return }
      for job in jobs { await carryOut(job) }
    }
  }

  private func tick() async {
    repeat {
      plane.wakeUp.signal()
    } while (try? await Task.sleep(for: .seconds(1))) != nil
  }

  private func due() async -> [JobStatus] {
    let free = Self.width - running.count
    guard free > 0 else { return [] }
    do {
      let jobs = try await plane.store.write { [plane, schedules] db in
        let table = JobTable(db: db)
        let work = Work(db: db, now: plane.now(), principal: .system("schedule"))
        try table.enqueueDue(schedules, in: work)
        return try table.claim(limit: free, now: work.now)
      }
      running.add(jobs.count)
      return jobs
    } catch {
      logger.error("jobs cannot be read; trying again within a second", metadata: ["error": "\(error)"])
      return []
    }
  }

  private func carryOut(_ job: JobStatus) async {
    do {
      try await runOnce(job)
      try await plane.store.write { try JobTable(db: $0).finish(job.id) }
    } catch {
      await put(back: job, after: error)
    }
    running.add(-1)
    plane.wakeUp.signal()
  }

  private func runOnce(_ job: JobStatus) async throws {
    guard let kind = kinds[job.name] else {
      throw Fault(
        .notFound, en: "no program here knows the job \(job.name)",
        es: "ningún programa de aquí conoce el trabajo \(job.name)")
    }
    try await kind.run(job.body, plane)
  }

  private func put(back job: JobStatus, after error: any Error) async {
    let words = "\(error)"
    logger.warning("job failed", metadata: ["job": "\(job.name)", "attempt": "\(job.attempts)", "error": "\(words)"])
    do {
      try await plane.store.write { [plane] db in
        try JobTable(db: db).fail(job, error: words, now: plane.now())
      }
    } catch {
      logger.error("a failed job could not be recorded", metadata: ["job": "\(job.name)", "error": "\(error)"])
    }
  }
}

/// How many jobs run now.
private final class Running: Sendable {
  private let value = Mutex(0)

  var count: Int { value.withLock { $0 } }

  func add(_ difference: Int) {
    value.withLock { $0 += difference }
  }
}
