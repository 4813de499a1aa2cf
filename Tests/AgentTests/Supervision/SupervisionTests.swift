import Foundation
import Testing

@testable import Agent

/// Every event in every phase that it can meet.
@Suite struct SupervisionTests {
  private let base = ProcessIdentity(pid: 10, started: 1, session: 10)
  private let other = ProcessIdentity(pid: 20, started: 1, session: 20)
  private let start = Date(timeIntervalSince1970: 1_000_000)

  private func machine() -> Supervision {
    Supervision([.init(name: "base"), .init(name: "leaf", needs: ["base"])], at: start)
  }

  /// Both services wanted, `base` running.
  private func running() -> Supervision {
    var machine = machine()
    _ = machine.handle(.want(["base", "leaf"]), at: start)
    _ = machine.handle(.started("base", base), at: start)
    _ = machine.handle(.ready("base", base), at: start)
    return machine
  }

  private func bothRunning() -> Supervision {
    var machine = running()
    _ = machine.handle(.started("leaf", other), at: start)
    _ = machine.handle(.ready("leaf", other), at: start)
    return machine
  }

  @Test func startsAtFirstWhatNeedsNothing() {
    var machine = machine()
    #expect(machine.handle(.want(["base", "leaf"]), at: start) == [.start("base")])
    #expect(machine["leaf"]?.phase == .stopped)
  }

  @Test func watchesAProcessAndWaitsForItsAnswer() {
    var machine = machine()
    _ = machine.handle(.want(["base"]), at: start)
    let steps = machine.handle(.started("base", base), at: start)
    #expect(steps == [.watch("base", base), .awaitReady("base", base)])
  }

  @Test func startsTheNextWhenWhatItNeedsAnswers() {
    var machine = machine()
    _ = machine.handle(.want(["base", "leaf"]), at: start)
    _ = machine.handle(.started("base", base), at: start)
    #expect(machine.handle(.ready("base", base), at: start) == [.start("leaf")])
  }

  @Test func ignoresTheAnswerOfAnotherProcess() {
    var machine = machine()
    _ = machine.handle(.want(["base"]), at: start)
    _ = machine.handle(.started("base", base), at: start)
    #expect(machine.handle(.ready("base", other), at: start).isEmpty)
    #expect(machine["base"]?.phase == .starting(base))
  }

  @Test func takesOverWhatRunsAlready() {
    var machine = machine()
    let steps = machine.handle(.adopted("base", base), at: start)
    #expect(steps == [.watch("base", base), .awaitReady("base", base)])
    #expect(machine.handle(.want(["base"]), at: start).isEmpty)
  }

  @Test func startsAgainAfterAPauseWhatEndedByItself() {
    var machine = running()
    let steps = machine.handle(.ended("base", base), at: start)
    #expect(steps == [.pause("base", failures: 1, .milliseconds(100))])
    #expect(machine.handle(.paused("base", failures: 1), at: start) == [.start("base")])
  }

  @Test func doublesThePauseWithEachFailureUpToALimit() {
    #expect(Supervision.pause(after: 1) == .milliseconds(100))
    #expect(Supervision.pause(after: 4) == .milliseconds(800))
    #expect(Supervision.pause(after: 60) == .seconds(15))
  }

  @Test func leavesADependentAloneWhenWhatItNeedsDies() {
    var machine = bothRunning()
    _ = machine.handle(.ended("base", base), at: start)
    #expect(machine["leaf"]?.phase == .running(other))
  }

  @Test func countsFromTheBeginningAfterASteadyTime() {
    var machine = running()
    _ = machine.handle(.ended("base", base), at: start)
    _ = machine.handle(.paused("base", failures: 1), at: start)
    _ = machine.handle(.started("base", other), at: start)
    _ = machine.handle(.ready("base", other), at: start)
    _ = machine.handle(.ended("base", other), at: start + Supervision.steadyAfter)
    #expect(machine["base"]?.failures == 1)
  }

  @Test func endsTheDependentFirst() {
    var machine = bothRunning()
    #expect(machine.handle(.stopAll, at: start) == [.end("leaf", other)])
    #expect(machine.handle(.ended("leaf", other), at: start) == [.end("base", base)])
    #expect(machine.handle(.ended("base", base), at: start).isEmpty)
    #expect(machine.entries.allSatisfy { $0.phase == .stopped })
  }

  @Test func endsAProcessThatWasStillBeingMadeWhenToldToStop() {
    var machine = machine()
    _ = machine.handle(.want(["base"]), at: start)
    #expect(machine.handle(.stopAll, at: start).isEmpty)
    #expect(machine.handle(.started("base", base), at: start).contains(.end("base", base)))
  }

  @Test func forgetsAPauseWhenToldToStop() {
    var machine = running()
    _ = machine.handle(.ended("base", base), at: start)
    _ = machine.handle(.stopAll, at: start)
    #expect(machine["base"]?.phase == .stopped)
    #expect(machine.handle(.paused("base", failures: 1), at: start).isEmpty)
  }

  @Test func killsWhatLingers() {
    var machine = machine()
    _ = machine.handle(.adopted("base", base), at: start)
    _ = machine.handle(.stopAll, at: start)
    #expect(machine.handle(.lingers("base", base), at: start) == [.kill("base", base)])
  }

  @Test func leavesAloneWhatEndedInTime() {
    var machine = machine()
    _ = machine.handle(.adopted("base", base), at: start)
    _ = machine.handle(.stopAll, at: start)
    _ = machine.handle(.ended("base", base), at: start)
    #expect(machine.handle(.lingers("base", base), at: start).isEmpty)
  }

  @Test func restartsWithoutAPause() {
    var machine = running()
    #expect(machine.handle(.restart("base"), at: start) == [.end("base", base)])
    #expect(machine.handle(.ended("base", base), at: start) == [.start("base")])
  }

  @Test func startsAtOnceAServiceThatPauses() {
    var machine = running()
    _ = machine.handle(.ended("base", base), at: start)
    #expect(machine.handle(.restart("base"), at: start) == [.start("base")])
  }

  @Test func endsAServiceThatDoesNotAnswerAndCountsIt() {
    var machine = machine()
    _ = machine.handle(.want(["base"]), at: start)
    _ = machine.handle(.started("base", base), at: start)
    #expect(machine.handle(.silent("base", base), at: start) == [.end("base", base)])
    #expect(machine["base"]?.failures == 1)
    #expect(machine.handle(.ended("base", base), at: start) == [.pause("base", failures: 1, .milliseconds(100))])
  }

  @Test func pausesAfterAStartThatFailed() {
    var machine = machine()
    _ = machine.handle(.want(["base"]), at: start)
    #expect(machine.handle(.startFailed("base"), at: start) == [.pause("base", failures: 1, .milliseconds(100))])
  }

  @Test func ignoresAnOldPause() {
    var machine = running()
    _ = machine.handle(.ended("base", base), at: start)
    #expect(machine.handle(.paused("base", failures: 7), at: start).isEmpty)
  }

  @Test func saysThatItFailedAfterManyEnds() {
    var machine = machine()
    _ = machine.handle(.want(["base"]), at: start)
    for failures in 1...Supervision.failedAfter {
      _ = machine.handle(.startFailed("base"), at: start)
      if failures < Supervision.failedAfter { _ = machine.handle(.paused("base", failures: failures), at: start) }
    }
    #expect(machine["base"]?.status.state == .failed)
  }

  @Test func startsASuccessorBesideTheOneThatRuns() {
    var machine = running()
    #expect(machine.handle(.relieve("base"), at: start) == [.start("base")])
    #expect(machine["base"]?.predecessors == [base])
    #expect(machine.handle(.ended("base", base), at: start).isEmpty)
    #expect(machine["base"]?.predecessors.isEmpty == true)
  }

  @Test func retiresThePredecessorOnceTheSuccessorAnswers() {
    var machine = running()
    _ = machine.handle(.relieve("base"), at: start)
    _ = machine.handle(.started("base", other), at: start)
    #expect(machine.handle(.ready("base", other), at: start) == [.retire("base", base)])
    #expect(machine["base"]?.phase == .running(other))
  }

  @Test func keepsThePredecessorWhileTheSuccessorFails() {
    var machine = running()
    _ = machine.handle(.relieve("base"), at: start)
    _ = machine.handle(.started("base", other), at: start)
    #expect(machine.handle(.ended("base", other), at: start) == [.pause("base", failures: 1, .milliseconds(100))])
    #expect(machine["base"]?.predecessors == [base])
  }

  @Test func endsThoseBeforeThePredecessorAtOnce() {
    var machine = running()
    _ = machine.handle(.relieve("base"), at: start)
    _ = machine.handle(.started("base", other), at: start)
    _ = machine.handle(.ready("base", other), at: start)
    #expect(machine.handle(.relieve("base"), at: start) == [.end("base", base), .start("base")])
  }

  @Test func relievesNobodyWhereNobodyRuns() {
    var machine = machine()
    _ = machine.handle(.want(["base"]), at: start)
    #expect(machine.handle(.relieve("base"), at: start).isEmpty)
    #expect(machine["base"]?.predecessors.isEmpty == true)
  }

  @Test func endsPredecessorsTooWhenEverythingStops() {
    var machine = running()
    _ = machine.handle(.relieve("base"), at: start)
    #expect(machine.handle(.stopAll, at: start).contains(.end("base", base)))
    #expect(machine.handle(.lingers("base", base), at: start) == [.kill("base", base)])
    #expect(machine["base"]?.isGone == false)
  }

  @Test func retiresWhatAnotherSupervisorHadRelieved() {
    var machine = running()
    #expect(machine.handle(.outlived("base", other), at: start) == [.watch("base", other), .retire("base", other)])
    #expect(machine["base"]?.phase == .running(base))
  }

  @Test func makesUpForTheTimeThatAServiceWasAway() {
    var machine = running()
    _ = machine.handle(.ended("base", base), at: start)
    _ = machine.handle(.paused("base", failures: 1), at: start)
    _ = machine.handle(.started("base", other), at: start)
    #expect(machine.handle(.ready("base", other), at: start).contains(.makeUp("base")))
    _ = machine.handle(.restart("base"), at: start)
    _ = machine.handle(.ended("base", other), at: start)
    _ = machine.handle(.started("base", base), at: start)
    #expect(machine.handle(.ready("base", base), at: start).contains(.makeUp("base")))
  }

  @Test func hasNothingToMakeUpForWhenAServiceWasAlwaysThere() {
    var machine = running()
    _ = machine.handle(.relieve("base"), at: start)
    _ = machine.handle(.started("base", other), at: start)
    #expect(!machine.handle(.ready("base", other), at: start).contains(.makeUp("base")))
  }
}
