import Foundation
import MailModel
import Store

/// What a job needs to know, as its row keeps it. One area may ask for work that another carries out.
package protocol JobBody: Codable, Sendable {
  /// `directory.publish`: in the table and the logs.
  static var name: String { get }
}

/// Work on the outside world that a committed decision needs. Idempotent: it may run again after a crash.
package protocol Job: JobBody {
  func run(with plane: ControlPlane) async throws
}

/// How long a failing job waits before its next try, and how often it is tried.
package enum JobRetry {
  package static let attempts = 20

  /// Doubles from 0.25 s to five minutes.
  package static func delay(afterAttempt attempt: Int) -> TimeInterval {
    min(0.25 * pow(2, Double(min(attempt, 20) - 1)), 300)
  }
}

/// A job as people see it.
package struct JobStatus: Codable, Hashable, Sendable {
  package enum State: String, Codable, Sendable { case pending, running, failed, cancelled }

  package var id: String
  package var name: String
  package var body: String
  package var state: State
  package var attempts: Int
  package var due: Date
  package var error: String?
}

/// A kind of job, erased to what the runner needs.
package struct JobKind: Sendable {
  package let name: String
  let run: @Sendable (_ body: String, ControlPlane) async throws -> Void

  package init<Kind: Job>(_ type: Kind.Type) {
    self.init(type) { job, plane in try await job.run(with: plane) }
  }

  package init<Body: JobBody>(_ type: Body.Type, run: @escaping @Sendable (Body, ControlPlane) async throws -> Void) {
    name = Body.name
    self.run = { body, plane in try await run(SQLJSON.decode(Body.self, from: body), plane) }
  }
}

/// A job that recurs.
package struct Schedule: Sendable {
  package let name: String
  /// Seconds between two runs.
  package let interval: TimeInterval
  let enqueue: @Sendable (Work) throws -> Void

  package init<Kind: Job>(every interval: TimeInterval, _ job: Kind) {
    name = Kind.name
    self.interval = interval
    enqueue = { try $0.enqueue(job, key: Kind.name) }
  }
}
