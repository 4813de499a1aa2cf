import Accounts
import Audit
import Foundation
import Kernel
import MailModel
import Store
import Surface
import Synchronization
import TestSupport

@testable import Deployment

/// A service that is set up, on a host double, with a probe that can be made to fail.
struct ServiceBench {
  let bench: TestBench
  let host: HostDouble
  let probeFault = ProbeSwitch()

  /// Time enough on the slowest machine, and no pause between two tries.
  static let patient = RolloutLimits(
    activating: .seconds(30), probing: .seconds(30), pause: .milliseconds(1))

  /// For what never ends by itself.
  static let impatient = RolloutLimits(
    activating: .milliseconds(500), probing: .milliseconds(500), returning: .seconds(30), pause: .milliseconds(1))

  static func capabilities(_ limits: RolloutLimits) -> [Capability] {
    [
      settings, rolloutCapability(limits: limits), overrides, domains, serviceClasses, accounts, appPasswords,
      sharedMailboxes, delegations, mailRules, groups,
      aliases, memberships, directoryTables, sessions, roles(), tokens(),
      identityProvider, anchors,
    ]
  }

  /// What the domains and accounts write beside their own tables; nobody publishes it here.
  private static let directoryTables = Capability("directory tables", migrations: mailDirectory.migrations)

  static let sections = [
    settings, domains, serviceClasses, domainLimits, accounts, sharedMailboxes, groups, aliases, catchAlls, memberships,
    identityProvider, anchors,
  ]
  .compactMap(
    \.documentSection)

  init(limits: RolloutLimits = ServiceBench.patient, isSetUp: Bool = true) async throws {
    host = HostDouble()
    let capabilities = Self.capabilities(limits)
    let probeFault = probeFault
    bench = try await TestBench(
      capabilities, world: host.world, probe: Probe { _ in await probeFault.report() },
      mailSystem: mailSystem(from: capabilities))
    if isSetUp { try await bench.perform(InitialiseService(settings: Self.standardSettings())) }
  }

  static func standardSettings() throws -> ServiceSettings {
    ServiceSettings(host: try DomainName("mail.palomar.test"), ports: try Ports(base: 20_000))
  }

  /// Applies the desired state and waits for the end.
  @discardableResult
  func roll(_ reason: String = "test") async throws -> Generation {
    let made = try await bench.perform(ApplyRollout(reason: reason))
    await bench.drain()
    return try await bench.ask(ShowGeneration(number: made.number))
  }

  func changeHost(_ name: String) async throws {
    var update = UpdateSettings()
    update.host = try DomainName(name)
    try await bench.perform(update)
  }

  func generations() async throws -> [Generation] {
    try await bench.ask(ListGenerations()).items
  }
}

/// How the next probes go.
final class ProbeSwitch: Sendable {
  private struct State {
    var fault: Fault?
    var failures = 0
    var hangs = false
  }

  private let state = Mutex(State())

  func fail(with fault: Fault, times: Int = .max) {
    state.withLock {
      $0.fault = fault
      $0.failures = times
    }
  }

  func hang() {
    state.withLock { $0.hangs = true }
  }

  func report() async -> ProbeReport {
    let (fault, hangs) = state.withLock { state -> (Fault?, Bool) in
      guard state.failures > 0 else { return (nil, state.hangs) }
      state.failures -= 1
      return (state.fault, state.hangs)
    }
    if hangs { try? await Task.sleep(for: .seconds(3_600)) }
    return ProbeReport(stages: [ProbeStage(name: "submit", ms: 5, detail: "250")], fault: fault)
  }
}

/// The words and the code of the fault that `work` throws; `nil` when it throws none.
func fault(of work: () async throws -> Void) async throws -> Fault? {
  do {
    try await work()
    return nil
  } catch let fault as Fault {
    return fault
  }
}
