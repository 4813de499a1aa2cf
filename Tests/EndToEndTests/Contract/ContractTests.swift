import Foundation
import TestSupport
import Testing

/// What other tools rely on: the calls of the command line, what they print, and how they end. Every test speaks to the
/// same instance, and leaves alone what is another's.
@Suite(.serialized, .sharedInstance) struct ContractTests {
  @TaskLocal static var current: LocalInstance?

  static var instance: LocalInstance {
    get throws { try #require(current) }
  }
}

/// Starts an instance before the first test of a suite, and takes it away after the last.
struct SharedInstanceTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await LocalInstance.with(arguments: ["--sample-users"]) { instance in
      try await ContractTests.$current.withValue(instance) { try await function() }
    }
  }
}

extension Trait where Self == SharedInstanceTrait {
  static var sharedInstance: Self { Self() }
}

extension LocalInstance {
  /// A call that has to succeed, and what it prints.
  @discardableResult
  func call(_ words: String..., input: String = "") async throws -> String {
    let outcome = try await palomar(words, input: input)
    try #require(outcome.code == 0, "\(words): \(outcome.complaints)")
    #expect(outcome.complaints.isEmpty, "\(words): \(outcome.complaints)")
    return outcome.output
  }
}

/// JSON with its keys as they are written, whatever type reads it.
struct JSONValue {
  let value: Any

  init(_ text: String) throws {
    value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
  }

  private init(_ value: Any) {
    self.value = value
  }

  var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
  var items: [JSONValue] { (value as? [Any] ?? []).map(JSONValue.init(_:)) }
  var isList: Bool { value is [Any] }
  var text: String? { value as? String }
  var number: Int? { value as? Int }

  subscript(_ key: String) -> JSONValue {
    get throws { JSONValue(try #require((value as? [String: Any])?[key], "\(key)")) }
  }
}
