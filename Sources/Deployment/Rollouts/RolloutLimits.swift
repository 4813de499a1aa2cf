/// How long each stage may take. A generation that follows another must be proved, or the other serving again,
/// within ten seconds; the first one starts everything cold, and the filter alone needs ten.
struct RolloutLimits: Sendable {
  var staging: Duration = .seconds(30)
  var validating: Duration = .seconds(30)
  var activating: Duration = .milliseconds(7_500)
  var probing: Duration = .seconds(5)
  /// Installation and probe together, which leaves two seconds for a return.
  var serving: Duration = .seconds(8)
  var first: Duration = .seconds(90)
  /// For all tries of a return together.
  var returning: Duration = .seconds(30)
  /// Between two tries of the same thing.
  var pause: Duration = .milliseconds(250)

  static let standard = RolloutLimits()

  /// What is left for the probe of a generation that took its time to install. Never nothing: what came up late may
  /// still serve well.
  func probing(after installation: Duration) -> Duration {
    min(probing, max(serving - installation, .seconds(1)))
  }
}

/// `work`, unless it takes longer than `limit`: then it is cancelled, and `fault` is thrown.
func within<Value: Sendable>(
  _ limit: Duration, orThrow fault: any Error, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    defer { group.cancelAll() }
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: limit)
      return nil
    }
    guard let first = try await group.next(), let value = first else { throw fault }
    return value
  }
}
