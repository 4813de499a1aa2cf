import AgentProtocol
import Deployment
import Foundation
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

/// One service for all that goes wrong, with people in it.
struct FaultyService: Sendable {
  let instance: LocalInstance

  @TaskLocal static var current: FaultyService?

  static var shared: FaultyService {
    get throws { try #require(current) }
  }

  static let password = Secret("a plain horse, well stapled")
  static let people = ["ana", "luis"]

  static func with(_ body: (FaultyService) async throws -> Void) async throws {
    try await LocalInstance.with { instance in
      let service = FaultyService(instance: instance)
      for name in people { try await instance.add(service.address(name), password: password.value) }
      try await body(service)
    }
  }

  func address(_ name: String) throws -> Address { try Address(local: name, domain: instance.domain) }

  func load() throws -> MailLoad {
    MailLoad(
      instance: instance, sender: try address("ana"), recipients: try FaultyService.people.map(address),
      password: FaultyService.password)
  }

  /// Asks again while the control plane is away.
  func overview() async throws -> ServiceOverview? {
    do {
      return try await instance.client.inspect(ShowStatus())
    } catch let fault as Fault where fault.code == .unavailable {
      return nil
    }
  }

  func pid(of name: String) async throws -> Int32 {
    try #require(try await overview()?.services.first { $0.name == name }?.pid)
  }

  /// Waits until everything runs by itself, `name` as another process than before.
  func recovers(_ name: String, from pid: Int32) async throws {
    let clock = ContinuousClock.now
    try await eventually("\(name) runs again, and all the others", within: .seconds(60)) {
      guard let services = try await overview()?.services else { return false }
      return services.allSatisfy { $0.state == .running && ($0.name != name || $0.pid != pid) }
    }
    print("\(name) and all others run again after \(ContinuousClock.now - clock)")
  }

  /// Makes an override and follows the generation that it asks for to its end.
  func generation(by request: AddOverride) async throws -> Generation {
    let before = try await newest()
    _ = try await instance.client.perform(request)
    var ended: Generation?
    try await eventually("the generation of \(request.setting) has ended", within: .seconds(90)) {
      let newest = try await newest()
      if newest.number > before.number, newest.stage == .ended { ended = newest }
      return ended != nil
    }
    return try #require(ended)
  }

  func newest() async throws -> Generation {
    try #require(try await instance.client.ask(ListGenerations()).items.first)
  }
}

/// Starts the service before the first test of a suite, and takes it away after the last.
struct FaultyServiceTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await FaultyService.with { service in
      try await FaultyService.$current.withValue(service) { try await function() }
    }
  }
}

extension Trait where Self == FaultyServiceTrait {
  static var faultyService: Self { Self() }
}
