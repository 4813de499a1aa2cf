import Dispatch

/// Waits for asynchronous work on a thread that may wait, as a transaction's is.
enum Blocking {
  static func run(_ work: @escaping @Sendable () async throws -> Void) throws {
    let done = DispatchSemaphore(value: 0)
    let failure = Box()
    Task.detached {
      do { try await work() } catch { failure.error = "\(error)" }
      done.signal()
    }
    done.wait()
    if let error = failure.error { throw Failure(words: error) }
  }

  struct Failure: Error {
    let words: String
  }

  private final class Box: Sendable {
    nonisolated(unsafe) var error: String?
  }
}
