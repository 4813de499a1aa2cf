import AgentProtocol
import Kernel
import MailModel
import Testing

@testable import Deployment

@Suite struct RolloutTests {
  private static let refusal = Fault(.invalid, en: "fatal: bad string", es: "fatal: cadena incorrecta")
  private static let outage = Fault(.unavailable, en: "dovecot does not come up", es: "dovecot no arranca")
  private static let someChange = GenerationPlan(changes: [FileChange(path: "/a", kind: .added, diff: "+a")])

  /// One thing that can happen, by name.
  private static let events: [String: Rollout.Event] = [
    "begun first": .begun(installed: nil), "begun": .begun(installed: 6), "staged": .staged(someChange),
    "staged the same": .staged(GenerationPlan(changes: [])), "validated": .validated, "activated": .activated,
    "probed": .probed(ProbeReport(stages: [])), "probed badly": .probed(ProbeReport(stages: [], fault: outage)),
    "returned": .returned, "refused": .failed(refusal), "failed": .failed(outage),
  ]

  /// What each event does in each stage, for a generation 7 after 6; what is not here changes nothing.
  private static let transitions: [Rollout.Stage: [String: (Rollout.Stage, Rollout.Outcome?)]] = [
    .waiting: [
      "begun first": (.staging, nil), "begun": (.staging, nil), "refused": (.ended, .failed),
      "failed": (.ended, .failed),
    ],
    .staging: [
      "staged": (.validating, nil), "staged the same": (.ended, .unchanged), "refused": (.ended, .failed),
      "failed": (.ended, .failed),
    ],
    .validating: ["validated": (.activating, nil), "refused": (.ended, .refused), "failed": (.ended, .failed)],
    .activating: ["activated": (.probing, nil), "refused": (.returning, nil), "failed": (.returning, nil)],
    .probing: [
      "probed": (.ended, .done), "probed badly": (.returning, nil), "refused": (.returning, nil),
      "failed": (.returning, nil),
    ],
    .returning: ["returned": (.ended, .returned), "refused": (.ended, .failed), "failed": (.ended, .failed)],
    .ended: [:],
  ]

  @Test(arguments: Rollout.Stage.allCases)
  func takesEveryEventInEveryStage(_ stage: Rollout.Stage) throws {
    for (name, event) in Self.events {
      let before = Self.rollout(in: stage)
      var rollout = before
      let step = rollout.handle(event)
      #expect(step == rollout.step)
      let expected = Self.transitions[stage]?[name] ?? (stage, before.outcome)
      #expect(rollout.stage == expected.0, "\(name) in \(stage)")
      #expect(rollout.outcome == expected.1, "\(name) in \(stage)")
    }
  }

  @Test func asksForTheStepOfItsStage() {
    let steps = Rollout.Stage.allCases.map { Self.rollout(in: $0).step }
    #expect(steps == [.begin, .stage(7), .validate(7), .activate(7), .probe, .goBack(to: 6), .rest])
  }

  @Test func returnsToWhatWasInstalledWhenItBegan() {
    var rollout = Rollout(number: 7)
    _ = rollout.handle(.begun(installed: 4))
    _ = rollout.handle(.staged(Self.someChange))
    _ = rollout.handle(.validated)
    #expect(rollout.handle(.failed(Self.outage)) == .goBack(to: 4))
  }

  @Test(arguments: [Rollout.Stage.activating, .probing])
  func hasNothingToReturnToTheFirstTime(_ stage: Rollout.Stage) {
    var rollout = Rollout(number: 1, stage: stage)
    #expect(rollout.handle(.failed(Self.outage)) == .rest)
    #expect(rollout.outcome == .failed)
    #expect(rollout.fault?.message == Self.outage.message)
  }

  @Test func keepsTheWordsOfTheValidator() {
    var rollout = Self.rollout(in: .validating)
    _ = rollout.handle(.failed(Self.refusal))
    #expect(rollout.fault?.message == Self.refusal.message)
  }

  @Test func keepsTheReasonOverTheReturn() {
    var rollout = Self.rollout(in: .activating)
    _ = rollout.handle(.failed(Self.outage))
    _ = rollout.handle(.returned)
    #expect(rollout.fault?.message == Self.outage.message)
  }

  @Test func namesBothReasonsWhenTheReturnFailsToo() {
    var rollout = Self.rollout(in: .probing)
    _ = rollout.handle(.probed(ProbeReport(stages: [], fault: Self.outage)))
    _ = rollout.handle(.failed(Fault(.unavailable, en: "the disk is full", es: "el disco está lleno")))
    #expect(rollout.fault?.message.en.contains(Self.outage.message.en) == true)
    #expect(rollout.fault?.message.en.contains("the disk is full") == true)
    #expect(rollout.fault?.message.es.contains("el disco está lleno") == true)
  }

  private static func rollout(in stage: Rollout.Stage) -> Rollout {
    Rollout(number: 7, previous: 6, stage: stage, outcome: stage == .ended ? .done : nil)
  }
}
