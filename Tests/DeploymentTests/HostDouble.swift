import AgentProtocol
import Foundation
import Kernel
import MailModel
import Synchronization

/// A host agent that keeps generations in memory, remembers what it was asked, and fails where it is told to.
final class HostDouble: Sendable {
  struct State {
    var installed: Int?
    var staged: [Int: MailSystem] = [:]
    /// The verbs in the order in which they came, with the generation's number: `generation.stage 2`.
    var calls: [String] = []
    /// By a call as in `calls`, or by a verb's name alone.
    var faults: [String: Fault] = [:]
    /// Faults that come only so many times.
    var faultLimits: [String: Int] = [:]
    /// Calls that do not reach it, and how often.
    var away: [String: Int] = [:]
    /// A call that never ends until it is cancelled.
    var hangsAt: String?
    var drift: [DriftedFile] = []
  }

  let state = Mutex(State())

  var calls: [String] { state.withLock { $0.calls } }
  var installed: Int? { state.withLock { $0.installed } }
  var installedSystem: MailSystem? { state.withLock { host in host.installed.flatMap { host.staged[$0] } } }

  func fail(_ call: String, with fault: Fault, times: Int = .max) {
    state.withLock {
      $0.faults[call] = fault
      $0.faultLimits[call] = times
    }
  }

  func beAway(at call: String, times: Int) {
    state.withLock { $0.away[call] = times }
  }

  private func isAway(_ call: String) -> Bool {
    state.withLock { host in
      guard let left = host.away[call], left > 0 else { return false }
      host.away[call] = left - 1
      return true
    }
  }

  func hang(at call: String?) {
    state.withLock { $0.hangsAt = call }
  }

  var world: World {
    World(
      agent: AgentClient { try await self.answer($0, $1) }, dns: .unexpected, mail: .unexpected, anchors: .unexpected)
  }

  private func answer(_ verb: String, _ line: Data) async throws -> Data {
    let call = try name(of: verb, line)
    let (fault, hangs) = state.withLock { host in
      host.calls.append(call)
      return (host.takeFault(call) ?? host.takeFault(verb), host.hangsAt == call)
    }
    if hangs { try await Task.sleep(for: .seconds(3_600)) }
    if isAway(call) { throw Fault(.unavailable, en: "the agent is away", es: "el agente no está") }
    if let fault { return try JSONEncoder().encode(AgentReply<Done>.fault(fault)) }
    return try reply(to: verb, line)
  }

  private func name(of verb: String, _ line: Data) throws -> String {
    struct Numbered: Decodable {
      struct Body: Decodable { var number: Int? }
      var body: Body
    }
    let number = try JSONDecoder().decode(Numbered.self, from: line).body.number
    return number.map { "\(verb) \($0)" } ?? verb
  }

  private func reply(to verb: String, _ line: Data) throws -> Data {
    switch verb {
    case InstalledGeneration.name:
      // `nil` is a reply too.
      return try encode(state.withLock { $0.installed } as Int?)
    case PlanGeneration.name:
      let request = try JSONDecoder().decode(AgentRequest<PlanGeneration>.self, from: line).body
      return try encode(GenerationPlan(changes: changes(to: request.system)))
    case StageGeneration.name:
      let request = try JSONDecoder().decode(AgentRequest<StageGeneration>.self, from: line).body
      state.withLock { $0.staged[request.number] = request.system }
      let keys = request.system.domains.map {
        SigningKey(domain: $0.name, selector: $0.selector, publicKey: "key of \($0.name)")
      }
      return try encode(GenerationPlan(changes: changes(to: request.system), signingKeys: keys))
    case ActivateGeneration.name:
      let request = try JSONDecoder().decode(AgentRequest<ActivateGeneration>.self, from: line).body
      state.withLock { $0.installed = request.number }
      return try encode(Done())
    case FindDrift.name: return try encode(state.withLock { $0.drift })
    default: return try encode(Done())
    }
  }

  /// One file that says the whole system.
  private func changes(to system: MailSystem) -> [FileChange] {
    guard installedSystem != system else { return [] }
    return [FileChange(path: "/etc/system", kind: .changed, diff: "-old\n+new\n")]
  }

  private func encode<Reply: Codable & Sendable>(_ reply: Reply) throws -> Data {
    try JSONEncoder().encode(AgentReply.reply(reply))
  }
}

extension HostDouble.State {
  fileprivate mutating func takeFault(_ call: String) -> Fault? {
    guard let fault = faults[call], let left = faultLimits[call], left > 0 else { return nil }
    faultLimits[call] = left - 1
    return fault
  }
}
