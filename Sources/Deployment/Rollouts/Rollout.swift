import AgentProtocol
import Kernel
import MailModel

/// A generation of configuration on its way to the host: a state machine that turns what happened into what to do.
///
/// Every step may be carried out again, so a control plane that was killed goes on with `step`.
package struct Rollout: Equatable, Sendable {
  package enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
    case waiting, staging, validating, activating, probing, returning, ended
  }

  package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    case done
    /// The host has these files already.
    case unchanged
    /// A program refused the files before they were installed.
    case refused
    /// It did not work, and the previous generation serves again.
    case returned
    /// It did not work, and there is nothing to return to, or the return failed too.
    case failed
  }

  package enum Event: Sendable {
    /// Its turn has come; the host has this generation installed.
    case begun(installed: Int?)
    case staged(GenerationPlan)
    case validated
    case activated
    case probed(ProbeReport)
    case returned
    /// The step at hand failed.
    case failed(Fault)
  }

  package enum Step: Hashable, Sendable {
    case begin
    case stage(Int)
    case validate(Int)
    case activate(Int)
    case probe
    case goBack(to: Int)
    case rest
  }

  package let number: Int
  /// The generation that was installed before, to which a failure returns; `nil` for the first.
  package private(set) var previous: Int?
  package private(set) var stage: Stage
  package private(set) var outcome: Outcome?
  /// Why it did not get through.
  package private(set) var fault: Fault?

  package init(number: Int, previous: Int? = nil, stage: Stage = .waiting, outcome: Outcome? = nil, fault: Fault? = nil)
  {
    self.number = number
    self.previous = previous
    self.stage = stage
    self.outcome = outcome
    self.fault = fault
  }

  /// What to do now.
  package var step: Step {
    switch stage {
    case .waiting: .begin
    case .staging: .stage(number)
    case .validating: .validate(number)
    case .activating: .activate(number)
    case .probing: .probe
    case .returning: previous.map(Step.goBack(to:)) ?? .rest
    case .ended: .rest
    }
  }

  /// Takes what happened and says what to do next. An event that does not belong to the stage changes nothing.
  package mutating func handle(_ event: Event) -> Step {
    switch (stage, event) {
    case (.waiting, .begun(let installed)): begin(after: installed)
    case (.staging, .staged(let plan)): plan.changes.isEmpty ? end(.unchanged) : enter(.validating)
    case (.validating, .validated): enter(.activating)
    case (.activating, .activated): enter(.probing)
    case (.probing, .probed(let report)): report.fault.map { goBack(because: $0) } ?? end(.done)
    case (.returning, .returned): end(.returned)
    case (.waiting, .failed(let fault)), (.staging, .failed(let fault)): end(.failed, because: fault)
    case (.validating, .failed(let fault)): end(fault.code == .invalid ? .refused : .failed, because: fault)
    case (.activating, .failed(let fault)), (.probing, .failed(let fault)): goBack(because: fault)
    case (.returning, .failed(let fault)): end(.failed, because: self.fault.map { $0.and(returning: fault) } ?? fault)
    default: break
    }
    return step
  }

  private mutating func begin(after installed: Int?) {
    previous = installed
    enter(.staging)
  }

  private mutating func enter(_ next: Stage) {
    stage = next
  }

  private mutating func goBack(because fault: Fault) {
    self.fault = fault
    if previous == nil { end(.failed, because: fault) } else { enter(.returning) }
  }

  private mutating func end(_ outcome: Outcome, because fault: Fault? = nil) {
    stage = .ended
    self.outcome = outcome
    self.fault = fault ?? self.fault
  }
}

extension Fault {
  /// This fault, and the one that kept the previous generation from coming back.
  fileprivate func and(returning second: Fault) -> Fault {
    Fault(
      code,
      Text(
        en: "\(message.en); returning to the previous generation failed too: \(second.message.en)",
        es: "\(message.es); también falló la vuelta a la generación anterior: \(second.message.es)"),
      hint: second.hint ?? hint)
  }
}
