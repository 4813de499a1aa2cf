import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Carries the steps of rollouts out, and writes down each event before it goes on.
struct RolloutRunner {
  let plane: ControlPlane
  let limits: RolloutLimits

  /// Every generation that is not through, one after the other.
  func runAll() async throws {
    while let next = try await plane.store.read({ try GenerationTable(db: $0).unfinished().first }) {
      try await run(next)
    }
  }

  private func run(_ generation: Generation) async throws {
    var generation = generation
    while generation.stage != .ended {
      let event = await event(of: generation)
      // A control plane that is being stopped says nothing about the generation: its successor does the step again.
      try Task.checkCancellation()
      generation = try await record(event, of: generation)
    }
  }

  private func event(of generation: Generation) async -> Rollout.Event {
    do {
      return try await carryOut(generation)
    } catch let fault as Fault {
      return .failed(fault)
    } catch {
      return .failed(Fault(.unavailable, Text(verbatim: "\(error)")))
    }
  }

  private func carryOut(_ generation: Generation) async throws -> Rollout.Event {
    let isFirst = generation.previous == nil
    switch generation.rollout.step {
    case .begin:
      try await takeSystem(of: generation.number)
      let installed = try await call(InstalledGeneration(), within: limits.staging)
      return .begun(installed: try await served(installed))
    case .stage(let number):
      let system = try await system(of: number)
      return .staged(try await call(StageGeneration(number: number, system: system), within: limits.staging))
    case .validate(let number):
      _ = try await call(ValidateGeneration(number: number), within: limits.validating)
      return .validated
    case .activate(let number):
      _ = try await call(ActivateGeneration(number: number), within: isFirst ? limits.first : limits.activating)
      return .activated
    case .probe:
      let installation = generation.stages.last { $0.name == .activating }.map { Duration.milliseconds($0.ms) }
      return .probed(await probe(within: isFirst ? limits.first : limits.probing(after: installation ?? .zero)))
    case .goBack(let number):
      try await goBack(to: number)
      return .returned
    case .rest:
      return .failed(Fault(.conflict, en: "nothing is left to do", es: "no queda nada que hacer"))
    }
  }

  /// The desired state of now, unless the generation was made for an earlier one.
  private func takeSystem(of number: Int) async throws {
    try await plane.store.write { [plane] db in
      let table = GenerationTable(db: db)
      if try table.system(of: number) == nil { try table.setSystem(plane.mailSystem(db), of: number) }
    }
  }

  /// What to return to: the newest that served, where the installed one never did because a return failed too.
  private func served(_ installed: Int?) async throws -> Int? {
    guard let installed else { return nil }
    return try await plane.store.read { db in
      try GenerationTable(db: db).newestDone(before: installed + 1)?.number ?? installed
    }
  }

  private func system(of number: Int) async throws -> MailSystem {
    guard let system = try await plane.store.read({ try GenerationTable(db: $0).system(of: number) }) else {
      throw Fault(
        .conflict, en: "generation \(number) has no desired state",
        es: "la generación \(number) no tiene estado deseado")
    }
    return system
  }

  /// Sends messages until one arrives or time is up: right after a reload a program may put off what it will take a
  /// moment later.
  private func probe(within limit: Duration) async -> ProbeReport {
    let deadline = ContinuousClock.now + limit
    var earlier: ProbeReport?
    while true {
      let report = await probeOnce(until: deadline)
      // One that was cut short has less to tell than the one before it.
      if report.stages.isEmpty, let earlier { return earlier }
      earlier = report
      guard !report.ok, ContinuousClock.now + limits.pause < deadline, !Task.isCancelled else { return report }
      try? await Task.sleep(for: limits.pause)
    }
  }

  private func probeOnce(until deadline: ContinuousClock.Instant) async -> ProbeReport {
    let limit = deadline - ContinuousClock.now
    do {
      return try await within(limit, orThrow: Self.late("probe", limit)) { [plane] in await plane.probe.run(plane) }
    } catch {
      return ProbeReport(stages: [], fault: error as? Fault ?? Self.late("probe", limit))
    }
  }

  /// Tries until it works or time is up.
  private func goBack(to number: Int) async throws {
    let deadline = ContinuousClock.now + limits.returning
    while true {
      do {
        _ = try await call(ActivateGeneration(number: number), within: deadline - ContinuousClock.now)
        return
      } catch {
        guard ContinuousClock.now + limits.pause < deadline, !Task.isCancelled else { throw error }
        try await Task.sleep(for: limits.pause)
      }
    }
  }

  /// What the agent answers. One that is away is asked again: it starts again by itself within seconds.
  private func call<Verb: AgentVerb>(_ verb: Verb, within limit: Duration) async throws -> Verb.Reply {
    let deadline = ContinuousClock.now + limit
    while true {
      switch try await ask(verb, until: deadline) {
      case .reply(let reply): return reply
      case .fault(let fault): throw fault
      case nil: try await Task.sleep(for: limits.pause)
      }
    }
  }

  /// `nil` when the agent is away and there is time to ask it again.
  private func ask<Verb: AgentVerb>(
    _ verb: Verb, until deadline: ContinuousClock.Instant
  ) async throws -> AgentReply<Verb.Reply>? {
    let limit = deadline - ContinuousClock.now
    do {
      return try await within(limit, orThrow: Self.late(Verb.name, limit)) { [plane] in
        try await plane.world.agent.answer(to: verb)
      }
    } catch let fault as Fault
      where fault.code == .unavailable && ContinuousClock.now + limits.pause < deadline && !Task.isCancelled
    {
      return nil
    }
  }

  private func record(_ event: Rollout.Event, of generation: Generation) async throws -> Generation {
    var next = generation
    var rollout = generation.rollout
    _ = rollout.handle(event)
    next.follow(rollout, at: plane.now())
    if case .probed(let report) = event { next.probe = report }
    if case .staged(let plan) = event { next.files = plan.changes.count }
    return try await plane.store.write { [next, plane] db in
      let table = GenerationTable(db: db)
      try table.update(next)
      if case .staged(let plan) = event { try table.setPlan(plan, of: next.number) }
      try Work(db: db, now: plane.now(), principal: .system("rollouts")).takeBack(next)
      return next
    }
  }

  private static func late(_ what: String, _ limit: Duration) -> Fault {
    let seconds = limit.formatted(.units(allowed: [.seconds, .milliseconds], width: .narrow))
    return Fault(
      .unavailable, en: "\(what) did not end within \(seconds)", es: "\(what) no terminó en \(seconds)",
      hint: Text(
        en: "see the log of the program that it waited for", es: "consulte el registro del programa al que esperaba"))
  }
}
