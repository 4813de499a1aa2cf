import Foundation
import TestSupport
import Testing

@testable import Agent

/// Real processes, and supervisors that come and go.
@Suite struct AdoptionTests {
  @Test func aServiceOutlivesItsSupervisorAndIsTakenOverByTheNext() async throws {
    try await ScratchDirectory.with { directory in
      let bench = SupervisionBench(directory: directory)
      let first = try await bench.supervising { supervisor in
        await supervisor.send(.want(["sleeper"]))
        return await bench.running(supervisor)
      }
      let process = try #require(bench.record.read())
      #expect(process == first)
      #expect(process.isAlive)
      let second = try await bench.supervising { supervisor in
        await supervisor.send(.adopted("sleeper", process))
        await supervisor.send(.want(["sleeper"]))
        return await bench.running(supervisor)
      }
      #expect(second == first)
      try await bench.end()
    }
  }

  @Test func anAdoptedServiceThatIsKilledStartsAgain() async throws {
    try await ScratchDirectory.with { directory in
      let bench = SupervisionBench(directory: directory)
      let first = try await bench.supervising { supervisor in
        await supervisor.send(.want(["sleeper"]))
        return await bench.running(supervisor)
      }
      let second = try await bench.supervising { supervisor in
        await supervisor.send(.adopted("sleeper", first))
        _ = await bench.running(supervisor)
        first.signal(SIGKILL)
        return await bench.running(supervisor, not: first)
      }
      #expect(second != first)
      #expect(!first.isAlive)
      try await bench.end()
    }
  }

  @Test func stoppingEndsTheProcess() async throws {
    try await ScratchDirectory.with { directory in
      let bench = SupervisionBench(directory: directory)
      let process = try await bench.supervising { supervisor in
        await supervisor.send(.want(["sleeper"]))
        let process = await bench.running(supervisor)
        await supervisor.stopAll()
        return process
      }
      #expect(!process.isAlive)
    }
  }

  @Test func killsAProcessThatDoesNotEndGently() async throws {
    try await ScratchDirectory.with { directory in
      let bench = SupervisionBench(
        directory: directory, command: ["/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"],
        patience: .milliseconds(200))
      let process = try await bench.supervising { supervisor in
        await supervisor.send(.want(["sleeper"]))
        let process = await bench.running(supervisor)
        await supervisor.stopAll()
        return process
      }
      #expect(!process.isAlive)
    }
  }

  @Test func aRecordOfAnotherBootNamesNobody() async throws {
    try await ScratchDirectory.with { directory in
      let stat = try #require(ProcessTable.line("/proc/self/stat"))
      try Data("\(stat)\nanother-boot\n".utf8).write(to: URL(fileURLWithPath: "\(directory)/record"))
      #expect(ProcessRecord(path: "\(directory)/record").read() == nil)
    }
  }

  @Test func aProcessThatGotANumberAnewIsNotTheRecordedOne() throws {
    let line = try #require(ProcessTable.line("/proc/self/stat"))
    let own = try #require(ProcessIdentity(stat: line))
    let former = ProcessIdentity(pid: own.pid, started: own.started - 1, session: own.session)
    #expect(own.isAlive)
    #expect(!former.isAlive)
  }

  @Test func readsANameWithParenthesesAndSpaces() {
    let tail = "1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242 1 2"
    let process = ProcessIdentity(stat: "77 (a) (b c)) S " + tail)
    #expect(process == ProcessIdentity(pid: 77, started: 4242, session: 7))
  }

  @Test func aStartedProcessHoldsNoDescriptorOfOurs() async throws {
    try await ScratchDirectory.with { directory in
      let secret = open("/dev/null", O_RDONLY)
      defer { close(secret) }
      let start = ProcessStart(
        record: "\(directory)/record", command: ["/bin/ls", "-l", "/proc/self/fd"], log: "\(directory)/log")
      await ProcessExit.wait(for: try start.start())
      let names = LogTail(path: "\(directory)/log").lines(20)
      // Standard input, output, error, and the directory that ls itself reads.
      #expect(names.split(separator: "\n").filter { $0.contains(" -> ") }.count == 4)
    }
  }
}

private struct SupervisionBench: Sendable {
  let directory: String
  var command = ["/bin/sleep", "1000"]
  var patience = Duration.seconds(5)

  var record: ProcessRecord { ProcessRecord(path: "\(directory)/record") }

  /// A supervisor for the time of `body`; what it started goes on afterwards.
  func supervising<Outcome: Sendable>(
    _ body: @escaping @Sendable (Supervisor) async throws -> Outcome
  ) async throws -> Outcome {
    let start = ProcessStart(record: record.path, command: command, log: "\(directory)/log")
    let host = ProcessHost(
      start: { _ in try start.start() }, ended: { _, process in await ProcessExit.wait(for: process) },
      ready: { _, _ in true }, end: { $1.signal(SIGTERM) }, kill: { $1.signal(SIGKILL) }, patience: patience)
    let supervisor = Supervisor([.init(name: "sleeper")], host: host)
    return try await withThrowingTaskGroup(of: Outcome?.self) { group in
      group.addTask {
        await supervisor.run()
        return nil
      }
      let outcome = try await body(supervisor)
      group.cancelAll()
      return outcome
    }
  }

  func running(_ supervisor: Supervisor, not former: ProcessIdentity? = nil) async -> ProcessIdentity {
    await supervisor.wait { machine in
      if case .running(let process)? = machine["sleeper"]?.phase { process != former } else { false }
    }
    guard case .running(let process)? = await supervisor.entry("sleeper")?.phase else {
      return ProcessIdentity(pid: 0, started: 0, session: 0)
    }
    return process
  }

  /// Leaves no process behind.
  func end() async throws {
    guard let process = record.read() else { return }
    process.signal(SIGKILL)
    await ProcessExit.wait(for: process)
  }
}
