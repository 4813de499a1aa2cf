import Accounts
import Adapters
import AgentProtocol
import Deployment
import Foundation
import Kernel
import MailModel
import Monitoring
import Store
import Surface

/// Brings an instance up, from an empty directory or from where an earlier run stopped: each step looks whether
/// it is done already.
struct InstanceStart {
  struct Settings {
    var domain: DomainName?
    var portBase: Int?
    var listen: [IPAddress]
    var postgreSQL: String?
    var sampleUsers: Bool

    static let standardPortBase = 20_000

    /// Where the store is PostgreSQL, the mail programs read its views, as a user named after the database.
    var directory: DirectoryBackend {
      get throws(Fault) {
        guard let postgreSQL else { return .sqlite }
        let place = try ConnectionString(postgreSQL)
        return .postgreSQL(
          host: place.host, port: place.port, database: place.database, user: "\(place.database)_mail")
      }
    }
  }

  let layout: Layout
  let client: ControlClient
  let settings: Settings
  let progress: Progress

  func run() async throws -> InstanceReport {
    progress.say(spoken(en: "Palomar in \(layout.root)", es: "Palomar en \(layout.root)"))
    let lock = try await StartLock.take(in: layout, progress: progress)
    defer { lock?.release() }
    let isNew = self.isNew
    if isNew { _ = try settings.directory }
    let agent = try await startPrograms(isNew: isNew)
    let people: [SampleUsers.Person]
    do {
      if let agent {
        try await progress.step(
          spoken(en: "agent and control plane started", es: "agente y plano de control en marcha")
        ) { try await waitForAnswer(of: agent) }
      }
      people = try await configure()
    } catch {
      if isNew { await agent?.stop() }
      throw error
    }
    let service = try await client.ask(ShowSettings())
    let probe = try await progress.step(spoken(en: "a message goes through", es: "un mensaje hace el recorrido")) {
      try await send(among: people, service)
    }
    let overview = try await client.inspect(ShowStatus())
    let console = try await console()
    progress.say(spoken(en: "Ready after \(progress.total).", es: "Listo tras \(progress.total)."))
    return InstanceReport(
      overview: overview, console: console, host: service.host, people: people, authority: layout.authority,
      probe: probe)
  }

  /// Mail does not wait for the console: when it takes longer, the report says why.
  private func console() async throws -> ConsoleStatus {
    let deadline = ContinuousClock.now + .seconds(5)
    var console = try await client.inspect(ShowConsole())
    while console.addresses.isEmpty, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(50))
      console = try await client.inspect(ShowConsole())
    }
    return console
  }

  /// From one sample user to another, or between Palomar's own mailbox and itself where there are none.
  private func send(among people: [SampleUsers.Person], _ service: ServiceSettings) async throws -> ProbeReport {
    guard people.count > 2 else { return try await client.inspect(RunProbe()) }
    let ends = people.map { RoundTrip.Mailbox(address: $0.address, password: $0.password) }
    let trip = try RoundTrip(through: service.system, in: layout, from: ends[1], to: ends[2])
    return await MailClient.live().roundTrip(trip)
  }

  /// `nil` when an agent runs here already.
  private func startPrograms(isNew: Bool) async throws -> LaunchedAgent? {
    guard !(await answers()) else { return nil }
    let agent = try AgentProgram(layout: layout)
    try await progress.step(
      spoken(en: "host checked, directory laid out", es: "equipo comprobado, directorio preparado")
    ) {
      try await agent.prepare(portBase: isNew ? settings.portBase ?? Settings.standardPortBase : nil) {
        progress.say("  • \($0)")
      }
      if isNew { try writeBootstrap() }
    }
    return try agent.launch()
  }

  private var isNew: Bool {
    !FileManager.default.fileExists(atPath: layout.agent)
  }

  private func answers() async -> Bool {
    (try? await client.ask(ListGenerations(limit: 1))) != nil
  }

  private func writeBootstrap() throws {
    guard settings.postgreSQL != nil else { return }
    try Bootstrap(postgreSQL: settings.postgreSQL).write(layout)
  }

  private func waitForAnswer(of agent: LaunchedAgent) async throws {
    guard try await !agent.waits(until: { await answers() }) else { return }
    let limit = LaunchedAgent.patience.components.seconds
    throw Fault(
      .unavailable, en: "the control plane did not come up within \(limit) s",
      es: "el plano de control no arrancó en \(limit) s",
      hint: Text(en: "\(layout.log)/palomar.out says why", es: "\(layout.log)/palomar.out dice por qué"))
  }
}

/// First settings, and the first configuration.
extension InstanceStart {
  private func configure() async throws -> [SampleUsers.Person] {
    if try await isUnset() { try await initialise() }
    let domain = try await client.ask(ListDomains()).first?.name
    if let domain { try await makeProbeMailbox(in: domain) }
    let people = try await samplePeople(in: domain)
    try await serve()
    return people
  }

  private func isUnset() async throws -> Bool {
    do {
      _ = try await client.ask(ShowSettings())
      return false
    } catch let fault as Fault where fault.code == .conflict {
      return true
    }
  }

  private func initialise() async throws {
    let domain = try settings.domain ?? DomainName("palomar.test")
    try await progress.step(spoken(en: "settings for \(domain)", es: "ajustes de \(domain)")) {
      let service = ServiceSettings(
        host: try DomainName("mail.\(domain)"), listen: settings.listen.isEmpty ? [.loopback] : settings.listen,
        ports: try Ports(base: settings.portBase ?? Settings.standardPortBase), directory: try settings.directory)
      _ = try await client.perform(InitialiseService(settings: service))
      if try await found({ try await client.ask(ShowDomain(domain: domain)) }) == nil {
        _ = try await client.perform(AddDomain(domain: domain))
      }
    }
  }

  /// That the mailbox is set comes last: a run that was cut off before it gives the account a new password.
  private func makeProbeMailbox(in domain: DomainName) async throws {
    guard try await found({ try await client.ask(ShowProbeMailbox()) }) == nil else { return }
    let address = try Address(local: "palomar-probe", domain: domain)
    let password = Secret(GeneratedPassword.make())
    if try await found({ try await client.ask(ShowAccount(address: address)) }) == nil {
      _ = try await client.perform(
        AddAccount(address: address, displayName: "Palomar", quota: try ByteCount("50M"), password: password))
    } else {
      _ = try await client.perform(SetPassword(address: address, password: password))
    }
    _ = try await client.perform(SetProbeMailbox(address: address, password: password))
  }

  private func samplePeople(in domain: DomainName?) async throws -> [SampleUsers.Person] {
    let users = SampleUsers(layout: layout)
    guard settings.sampleUsers, let domain else { return try users.read() }
    return try await users.make(in: domain, with: client)
  }

  /// Applies the first configuration; later ones are for “palomar apply”. One that is installed only has to come up.
  private func serve() async throws {
    guard try await client.inspect(ShowStatus()).generation == nil else {
      try await replaceLostFiles()
      return try await waitForServices()
    }
    let first = try await client.perform(ApplyRollout(reason: "first start"))
    let title = spoken(
      en: "configuration rendered, checked, installed, proved", es: "configuración creada, revisada, instalada, probada"
    )
    try await progress.step(title) { try await follow(first.number) }
  }

  /// What was changed by hand stays for “palomar drift” to show; without files that are gone nothing starts.
  private func replaceLostFiles() async throws {
    let directories = [layout.routingDirectory, layout.accountsDirectory, layout.groupsDirectory]
    if !directories.allSatisfy(FileManager.default.fileExists(atPath:)) {
      _ = try await client.perform(RebuildDirectory())
    }
    guard try await client.inspect(LookForDrift()).files.contains(where: { $0.kind == .missing }) else { return }
    let generation = try await client.perform(ApplyRollout(reason: "files were missing"))
    try await progress.step(spoken(en: "lost configuration replaced", es: "configuración perdida repuesta")) {
      try await follow(generation.number)
    }
  }

  private func follow(_ number: Int) async throws {
    let generation = try await RolloutProgress(client).follow(number) { _ in }
    guard generation.outcome == .done || generation.outcome == .unchanged else {
      throw generation.fault
        ?? Fault(
          .unavailable, en: "the configuration does not serve", es: "la configuración no da servicio",
          hint: Text(en: "palomar generations \(number) says why", es: "palomar generations \(number) dice por qué"))
    }
  }

  private func waitForServices() async throws {
    var waiting: [String] = []
    let serves = try await comesAbout(within: .seconds(60)) {
      waiting = try await client.inspect(ShowStatus()).services.filter { $0.state != .running }.map(\.name)
      return waiting.isEmpty
    }
    guard !serves else { return }
    let names = waiting.joined(separator: ", ")
    throw Fault(
      .unavailable, en: "\(names) did not come up within 60 s", es: "\(names) no arrancó en 60 s",
      hint: Text(en: "see the logs in \(layout.log)", es: "vea los registros de \(layout.log)"))
  }
}
