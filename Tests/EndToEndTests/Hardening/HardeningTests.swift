import Testing

/// What an attacker meets. Every test speaks to the same running service; those with a number prove the check of
/// that number in the audit catalogue.
@Suite(.serialized, .hardenedService) struct HardeningTests {}

/// Starts the service before the first test of a suite, and takes it away after the last.
struct HardenedServiceTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await HardenedService.with { service in
      try await HardenedService.$current.withValue(service) { try await function() }
    }
  }
}

extension Trait where Self == HardenedServiceTrait {
  static var hardenedService: Self { Self() }
}
