/// Looks every 50 ms whether something holds, for at most `limit`; says whether it came about.
func comesAbout(within limit: Duration, _ holds: () async throws -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + limit
  while !(try await holds()) {
    guard ContinuousClock.now < deadline else { return false }
    try await Task.sleep(for: .milliseconds(50))
  }
  return true
}
