import Foundation
import MailModel
import Synchronization

/// Lets few passwords be hashed or compared at a time, since each takes 19 MiB and some 25 ms of one core: a flood of
/// guesses must leave the rest of the control plane its memory, its cores and its threads.
package final class PasswordGate: Sendable {
  package static let shared = PasswordGate()

  private let queue = OperationQueue()
  private let inside = Mutex(0)
  private let limit: Int

  /// So many `atOnce`; so many wait, and further ones are refused.
  package init(atOnce: Int = 2, waiting: Int = 60) {
    limit = atOnce + waiting
    queue.name = "palomar.passwords"
    queue.maxConcurrentOperationCount = atOnce
  }

  package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try enter()
    defer { inside.withLock { $0 -= 1 } }
    return try await withCheckedThrowingContinuation { continuation in
      queue.addOperation { continuation.resume(with: Result(catching: work)) }
    }
  }

  private func enter() throws(Fault) {
    let isFull = inside.withLock { count in
      guard count < limit else { return true }
      count += 1
      return false
    }
    guard !isFull else { throw Self.busy }
  }

  private static var busy: Fault {
    Fault(
      .unavailable, en: "too many people are signing in at this moment",
      es: "demasiadas personas están iniciando sesión en este momento",
      hint: Text(en: "try again in a few seconds", es: "inténtelo de nuevo en unos segundos"))
  }
}
