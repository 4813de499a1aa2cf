import Dispatch
import MailModel
import Synchronization

/// One place in the pool: a session, opened when it is first needed and again after it broke, and the thread
/// that its blocking calls run on, which is never one of Swift's own.
final class PostgreSQLConnection: Sendable {
  private let location: String
  private let queue = DispatchQueue(label: "palomar.postgresql")
  private let session = Mutex<PostgreSQLSession?>(nil)

  init(_ location: String) {
    self.location = location
  }

  /// Runs `body` in a transaction of `kind`. The failures that it throws are those of its last try.
  func transaction<Value: Sendable>(
    _ kind: PostgreSQLTransaction, _ body: @escaping @Sendable (any Database) throws -> Value
  ) async throws -> Value {
    try await onThread { session, location in
      try Self.retrying {
        let open = try session ?? PostgreSQLSession(location)
        session = open
        do {
          return try kind.perform(on: open, body)
        } catch let failure as PostgreSQLFailure where failure.connectionIsLost {
          session = nil
          throw failure
        }
      }
    }
  }

  func close() async {
    try? await onThread { session, _ in session = nil }
  }

  private func onThread<Value: Sendable>(
    _ work: @escaping @Sendable (inout PostgreSQLSession?, _ location: String) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { [self] in
        continuation.resume(with: Result { try session.withLock { try work(&$0, location) } })
      }
    }
  }

  /// Nothing was committed when an attempt fails, so another one is the same transaction.
  private static func retrying<Value>(_ attempt: () throws -> Value) throws -> Value {
    var attempts = 1
    while true {
      do {
        return try attempt()
      } catch let failure as PostgreSQLFailure {
        guard failure.isTransient || failure.connectionIsLost, attempts < limit else { throw failure.translated }
        attempts += 1
      }
    }
  }

  private static let limit = 4
}
