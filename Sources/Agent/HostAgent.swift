import AgentProtocol
import Foundation
import Logging
import MailModel
import UnixSignals

/// The host agent as a whole: its verbs, its services, its socket.
package struct HostAgent: Sendable {
  let layout: Layout
  let controlPlane: String
  let logger: Logger
  private let birth = Date()

  package init(layout: Layout, controlPlane: String, logger: Logger) {
    self.layout = layout
    self.controlPlane = controlPlane
    self.logger = logger
  }

  /// Looks for what would stop an instance half-way, then makes the users and directories that it needs. A new
  /// instance says which `ports` it would take.
  @discardableResult
  package func prepare(ports: Ports?) async throws -> KnownFacts {
    if let refusal = Preflight(layout: layout, ports: ports).report().refusal { throw refusal }
    try OwnedDirectory(path: layout.root).claim()
    try await SystemUsers.create()
    let facts = KnownFacts(HostDetection(layout: layout))
    try Directories(layout: layout, mailUser: try await facts.facts().mailUser).make()
    try LogFiles(layout: layout).make()
    return facts
  }

  /// Prepares the host, takes over what runs already, and serves until it is told to stop; then every service has
  /// ended, in order.
  package func run() async throws {
    try AgentSocket(path: layout.agentSocket).claim()
    let facts = try await prepare(ports: nil)
    let program = try ControlPlaneProgram(original: controlPlane, layout: layout).reachable()
    let host = LocalHost(
      layout: layout, controlPlane: program, locks: PortLocks(), logger: logger, system: installedSystem)
    let supervisor = Supervisor(LocalHost.services, host: host.processes)
    let rollout = Rollout(
      layout: layout, facts: facts, services: ServiceCommands(supervisor: supervisor, host: host), logger: logger)
    try await serve(rollout, supervisor, host)
  }

  private func serve(_ rollout: Rollout, _ supervisor: Supervisor, _ host: LocalHost) async throws {
    let ending = Ending()
    let turn = Turn()
    let table = verbs(rollout, supervisor, turn)
    let server = AgentServer(options: try options(ending), table: table, logger: logger)
    try await withThrowingTaskGroup { group in
      group.addTask { await supervisor.run() }
      group.addTask { try await server.run { await begin(rollout, supervisor, host, turn) } }
      group.addTask { await renewCertificates(rollout, turn) }
      group.addTask {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { await ending.begin() }
      }
      group.addTask {
        await ending.wait()
        await supervisor.stopAll()
        throw CancellationError()
      }
      do {
        // Not `waitForAll`: it would wait for the others before it throws.
        while try await group.next() != nil {}
      } catch is CancellationError {
        group.cancelAll()
      }
    }
    unlink(layout.agentSocket)
  }

  /// Takes over, or starts, what should run.
  private func begin(_ rollout: Rollout, _ supervisor: Supervisor, _ host: LocalHost, _ turn: Turn) async {
    for (service, process) in await host.adoptable() {
      logger.info("adopted", metadata: ["service": "\(service.rawValue)", "pid": "\(process.pid)"])
      await supervisor.send(.adopted(service.rawValue, process), at: process.begin)
    }
    for (service, process) in await host.outliving() {
      await supervisor.send(.outlived(service.rawValue, process), at: process.begin)
    }
    let services = installedSystem() == nil ? [LocalService.palomar] : LocalService.allCases
    await supervisor.send(.want(services.map(\.rawValue)))
    do {
      try await turn.take { try await rollout.recover() }
    } catch {
      logger.error("the interrupted installation is not finished", metadata: ["error": "\(error)"])
    }
  }

  private func renewCertificates(_ rollout: Rollout, _ turn: Turn) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(6 * 3600))
      guard !Task.isCancelled else { return }
      do {
        try await turn.take { try await rollout.renewCertificate() }
      } catch {
        logger.error("the certificate is not renewed", metadata: ["error": "\(error)"])
      }
    }
  }

  private func options(_ ending: Ending) throws -> AgentServer.Options {
    guard let control = AccountNames.findUser(SystemUsers.control) else {
      throw SystemUsers.missing(SystemUsers.control)
    }
    var options = AgentServer.Options(
      path: layout.agentSocket, permitted: [0, control.uid], group: control.gid, lineLimit: agentLineLimit)
    options.afterReply = { verb in
      if verb == StopServices.name { await ending.begin() }
    }
    return options
  }

  @Sendable private func installedSystem() -> MailSystem? {
    let shelf = GenerationShelf(layout: layout)
    return (try? shelf.installed().map(shelf.load))??.system
  }
}

extension HostAgent {
  func verbs(_ rollout: Rollout, _ supervisor: Supervisor, _ turn: Turn) -> VerbTable {
    var table = VerbTable(logger: logger)
    let accounts = AccountCommands(layout: layout)
    table.on(PlanGeneration.self) { try await rollout.plan($0.system) }
    table.on(StageGeneration.self) { request in
      try await turn.take { try await rollout.stage(request.number, request.system) }
    }
    table.on(ValidateGeneration.self) { request in
      try await turn.take { try await rollout.validate(request.number) }
      return Done()
    }
    table.on(ActivateGeneration.self) { request in
      try await turn.take { try await rollout.activate(request.number) }
      return Done()
    }
    table.on(InstalledGeneration.self) { _ in try rollout.installed() }
    table.on(FindDrift.self) { _ in try await rollout.drift() }
    table.on(ForgetSignIns.self) { request in
      try await accounts.forget(request)
      return Done()
    }
    table.on(InstallMailRules.self) { request in
      let group = try await rollout.facts.facts().mailUser.gid
      try await turn.take { try await RuleCommands(layout: layout, group: group).install(request) }
      return Done()
    }
    table.on(SetMailAside.self) { request in
      try accounts.setAside(request.address, now: Date())
      return Done()
    }
    let shared = MailboxCommands(layout: layout)
    table.on(OpenMailbox.self) { request in
      try await shared.open(request)
      return Done()
    }
    table.on(FindClosedMailboxes.self) { try shared.closed(among: $0.addresses) }
    table.on(SubscribeMailbox.self) { request in
      try await shared.subscribe(request)
      return Done()
    }
    let held = HeldMessages(layout: layout)
    table.on(FindHeldMessages.self) { try await held.find($0) }
    table.on(TellOfHeldMessage.self) { request in
      try await held.tell(request, as: installedSystem()?.host, at: Date())
      return Done()
    }
    table.on(SettleHeldMessage.self) { request in
      try await held.settle(request)
      return Done()
    }
    table.on(KeepDirectoryPassword.self) { _ in try await turn.take { try DirectoryKey(layout: layout).keep() } }
    let queue = QueueCommands(layout: layout)
    table.on(ReadQueue.self) { try await queue.read($0) }
    table.on(ChangeQueuedMessages.self) { try await queue.change($0) }
    table.on(ReadHostFacts.self) { _ in try await rollout.facts.facts() }
    table.on(ListServices.self) { _ in await [ownStatus] + supervisor.statuses }
    table.on(StopServices.self) { _ in
      await supervisor.stopAll()
      return Done()
    }
    return table
  }

  private var ownStatus: ServiceStatus {
    ServiceStatus(name: "agent", state: .running, pid: getpid(), since: birth)
  }
}

/// Says once that it is time to end, to whoever waits for it.
actor Ending {
  private var hasBegun = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func begin() {
    hasBegun = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }

  func wait() async {
    guard !hasBegun else { return }
    await withCheckedContinuation { waiting.append($0) }
  }
}

/// One at a time, in the order of arrival, across suspensions.
actor Turn {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take<Outcome: Sendable>(_ body: @Sendable () async throws -> Outcome) async throws -> Outcome {
    if isTaken {
      await withCheckedContinuation { waiting.append($0) }
    } else {
      isTaken = true
    }
    defer {
      if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
    return try await body()
  }
}
