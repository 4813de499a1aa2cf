import Foundation
import Logging
import MailConfig
import MailModel

/// Carries out the supervisor's steps on the processes of a `local` instance.
struct LocalHost: Sendable {
  let layout: Layout
  /// The program of the control plane.
  let controlPlane: String
  let locks: PortLocks
  let logger: Logger
  /// The system whose generation is installed, read anew at each use.
  let system: @Sendable () -> MailSystem?

  var processes: ProcessHost {
    ProcessHost(
      start: { try await start(service($0)) },
      ended: { await ended($0, $1) },
      ready: { await ready($0, $1) },
      idle: { await awaitIdle($1) },
      makeUp: { await makeUp($0) },
      end: { $1.signal(SIGTERM) },
      kill: { _, process in kill(session: process) })
  }

  static var services: [Supervision.Service] {
    LocalService.allCases.map { Supervision.Service(name: $0.rawValue, needs: $0.needs.map(\.rawValue)) }
  }

  /// The services that an agent before us started and that still run. What is left of one whose main process has
  /// ended is ended too.
  func adoptable() async -> [(LocalService, ProcessIdentity)] {
    var found: [(LocalService, ProcessIdentity)] = []
    for service in LocalService.allCases {
      guard let process = record(service).read() else { continue }
      if process.isAlive {
        if let system = system() { try? await locks.hold(service.ports(of: system)) }
        found.append((service, process))
      } else {
        await sweep(session: process, of: service)
        record(service).forget()
      }
    }
    return found
  }

  /// Has a service read its files again; returns whether it does and answers with them.
  func reload(_ service: LocalService, _ process: ProcessIdentity, atMost limit: Duration) async -> Bool {
    let deadline = ContinuousClock.now + limit
    let reload = Reload(service, process, ports: system().map(service.ports) ?? [])
    guard await reload.wait(atMost: min(limit, Reload.limit)) else { return false }
    return await service.readiness(layout, system(), process).wait(atMost: deadline - .now) { process.isAlive }
  }

  /// Where every service's logs end now.
  func logEnds() -> LogEnds {
    LogEnds(paths: LocalService.mail.flatMap { $0.logs(in: layout) })
  }

  /// What a service has said since, for whoever waits for it in vain.
  func words(of service: LocalService, since ends: LogEnds) -> String {
    service.logs(in: layout).map(ends.words).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func service(_ name: String) throws -> LocalService {
    guard let service = LocalService(rawValue: name) else {
      throw Fault(.notFound, en: "there is no service “\(name)”", es: "no hay ningún servicio «\(name)»")
    }
    return service
  }

  private func start(_ service: LocalService) async throws -> ProcessIdentity {
    if let system = system() { try await takePorts(of: service, system) }
    setRecordAside(service)
    let start = ProcessStart(
      record: record(service).path, command: service.command(layout, controlPlane: controlPlane),
      log: "\(layout.log)/\(service.rawValue).out")
    let process = try start.start()
    logger.info("started", metadata: ["service": "\(service.rawValue)", "pid": "\(process.pid)"])
    return process
  }

  /// The control plane runs before there is a system, and serves the command line whatever becomes of its web face,
  /// of which it says so itself; its port is locked with those of the first service that starts.
  private func takePorts(of service: LocalService, _ system: MailSystem) async throws {
    await locks.keepOnly(Set(system.ports.named.map(\.port)))
    do {
      try await locks.hold(LocalService.palomar.ports(of: system))
    } catch {
      logger.warning("the console's port is not ours", metadata: ["error": "\(error)"])
    }
    guard service != .palomar else { return }
    try await locks.hold(service.ports(of: system))
    for port in service.ports(of: system) {
      for address in system.listen { try PortProbe(address: address, port: port).requireFree() }
    }
  }

  private func ended(_ name: String, _ process: ProcessIdentity) async {
    guard let service = LocalService(rawValue: name) else { return }
    await withTaskGroup { group in
      group.addTask { await ProcessExit.wait(for: process) }
      group.addTask { await endWhenSilent(service, process) }
      await group.next()
      group.cancelAll()
    }
    guard !Task.isCancelled else { return }
    await sweep(session: process, of: service)
    forgetRecord(of: process, service)
    logger.info("ended", metadata: ["service": "\(name)", "pid": "\(process.pid)"])
  }

  /// Ends a service that is there and does not answer any more: three times in a row, a minute apart. Returns when
  /// the process has ended, or the task is cancelled.
  private func endWhenSilent(_ service: LocalService, _ process: ProcessIdentity) async {
    guard let pulse = service.pulse(layout) else { return await ProcessExit.wait(for: process) }
    var misses = 0
    while misses < 3, !Task.isCancelled, process.isAlive {
      try? await Task.sleep(for: .seconds(60))
      misses = await pulse.isOpen() ? 0 : misses + 1
    }
    guard misses == 3, !Task.isCancelled else { return }
    logger.error("does not answer any more", metadata: ["service": "\(service.rawValue)", "pid": "\(process.pid)"])
    process.signal(SIGTERM)
    if !(await ProcessExit.wait(for: [process], atMost: .seconds(10))) { process.signal(SIGKILL) }
    await ProcessExit.wait(for: process)
  }

  private func ready(_ name: String, _ process: ProcessIdentity) async -> Bool {
    guard let service = LocalService(rawValue: name) else { return false }
    return await service.readiness(layout, system(), process).wait(atMost: service.patience) { process.isAlive }
  }

  /// Mail for mailboxes waits in Postfix's queue while Dovecot is away.
  private func makeUp(_ name: String) async {
    if name == LocalService.dovecot.rawValue { await waitingMail.flush() }
  }

  var waitingMail: WaitingMail { WaitingMail(layout: layout, logger: logger) }

  /// Ends what a service's main process left behind: its children hold its ports and sockets.
  func sweep(session process: ProcessIdentity, of service: LocalService) async {
    for (signal, limit) in [(SIGTERM, Duration.milliseconds(500)), (SIGKILL, .seconds(2))] {
      let left = members(of: process, service)
      guard !left.isEmpty else { return }
      for member in left { member.signal(signal) }
      _ = await ProcessExit.wait(for: left, atMost: limit)
    }
  }

  private func members(of process: ProcessIdentity, _ service: LocalService) -> [ProcessIdentity] {
    let programs = service.programs(controlPlane: controlPlane)
    return ProcessTable.members(ofSession: process.session).filter { member in
      guard member.pid != process.pid, let program = ProcessTable.program(of: member.pid) else { return false }
      return programs.contains { program.hasPrefix($0) }
    }
  }

  private func kill(session process: ProcessIdentity) {
    process.signal(SIGKILL)
  }
}
