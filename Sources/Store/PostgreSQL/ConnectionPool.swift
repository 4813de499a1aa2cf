import MailModel
import Synchronization

/// A fixed number of connections; who finds none free waits, in order, and may give up by being cancelled.
final class ConnectionPool: Sendable {
  private struct State {
    var free: [PostgreSQLConnection]
    var waiters: [(ticket: Int, continuation: CheckedContinuation<PostgreSQLConnection, any Error>)] = []
    var lastTicket = 0
    var isClosed = false
  }

  private let size: Int
  private let state: Mutex<State>

  init(size: Int, location: String) {
    self.size = size
    state = Mutex(State(free: (0..<size).map { _ in PostgreSQLConnection(location) }))
  }

  func with<Value: Sendable>(_ body: (PostgreSQLConnection) async throws -> Value) async throws -> Value {
    guard !state.withLock(\.isClosed) else { throw StoreOutage.closed }
    let connection = try await take()
    defer { put(back: connection) }
    return try await body(connection)
  }

  /// Lets those who wait finish, then disconnects.
  func close() async throws {
    state.withLock { $0.isClosed = true }
    for _ in 0..<size { await (try take()).close() }
  }

  private func take() async throws -> PostgreSQLConnection {
    let ticket = state.withLock { state in
      state.lastTicket += 1
      return state.lastTicket
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let free = state.withLock { state -> PostgreSQLConnection? in
          if state.free.isEmpty { state.waiters.append((ticket, continuation)) }
          return state.free.popLast()
        }
        if let free { continuation.resume(returning: free) }
        if Task.isCancelled { giveUp(ticket) }
      }
    } onCancel: {
      giveUp(ticket)
    }
  }

  private func put(back connection: PostgreSQLConnection) {
    let next = state.withLock { state -> CheckedContinuation<PostgreSQLConnection, any Error>? in
      guard !state.waiters.isEmpty else {
        state.free.append(connection)
        return nil
      }
      return state.waiters.removeFirst().continuation
    }
    next?.resume(returning: connection)
  }

  private func giveUp(_ ticket: Int) {
    let waiter = state.withLock { state in
      state.waiters.firstIndex { $0.ticket == ticket }.map { state.waiters.remove(at: $0).continuation }
    }
    waiter?.resume(throwing: CancellationError())
  }
}
