/// Tells the job runner that there may be work. Signals that come while it works melt into one.
package struct WakeUp: Sendable {
  let signals: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  package init() {
    (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  package func signal() {
    continuation.yield()
  }

  func finish() {
    continuation.finish()
  }
}
