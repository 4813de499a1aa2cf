import Store
import Testing

/// Runs each test of a suite once per engine of the store: `@Suite(.eachEngine)`. A `TestBench` that is not told
/// where to keep its store keeps it there.
package struct EachEngine: SuiteTrait, TestTrait, TestScoping {
  /// Where the test that runs now keeps its stores; in memory where nobody said anything.
  @TaskLocal package static var location: StoreLocation = .memory

  package var isRecursive: Bool { true }

  package func scopeProvider(for test: Test, testCase: Test.Case?) -> EachEngine? {
    testCase == nil ? nil : self
  }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    for engine in Engine.allCases {
      try await engine.withLocation { location in
        try await Self.$location.withValue(location) { try await function() }
      }
    }
  }
}

extension Trait where Self == EachEngine {
  package static var eachEngine: EachEngine { EachEngine() }
}
