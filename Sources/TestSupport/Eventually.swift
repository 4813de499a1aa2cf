import MailModel

/// Waits until `condition` holds, and throws when it does not within `limit`; `expectation` says of what.
package func eventually(
  _ expectation: String, within limit: Duration = .seconds(10), _ condition: () async throws -> Bool
) async throws {
  let clock = ContinuousClock()
  let deadline = clock.now + limit
  while true {
    if try await condition() { return }
    guard clock.now < deadline else {
      throw Fault(.unavailable, Text(verbatim: "not within \(limit): \(expectation)"))
    }
    try await Task.sleep(for: .milliseconds(10))
  }
}
