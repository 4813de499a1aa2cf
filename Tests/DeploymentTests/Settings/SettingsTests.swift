import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Deployment

@Suite(.eachEngine) struct SettingsTests {
  @Test func areSetUpOnce() async throws {
    let service = try await ServiceBench()
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await service.bench.perform(InitialiseService(settings: ServiceBench.standardSettings()))
    }
  }

  @Test func sayWhenNothingIsSetUp() async throws {
    let service = try await ServiceBench(isSetUp: false)
    let fault = try #require(try await fault { _ = try await service.bench.ask(ShowSettings()) })
    #expect(fault.code == .conflict)
    #expect(fault.hint?.en.contains("palomar up") == true)
  }

  @Test func becomeTheBaseOfTheDesiredState() async throws {
    let service = try await ServiceBench()
    let system = try await service.bench.plane.store.read { try service.bench.plane.mailSystem($0) }
    #expect(ServiceSettings(of: system) == (try ServiceBench.standardSettings()))
  }

  @Test func recordWhatTheyWereBefore() async throws {
    let service = try await ServiceBench()
    try await service.changeHost("mx.palomar.test")
    let entry = try #require(try await service.bench.journal().first)
    #expect(entry.before?.contains("mail.palomar.test") == true)
    #expect(entry.after.contains("mx.palomar.test"))
  }

  @Test func askForARolloutOnlyWhenTheyChange() async throws {
    let service = try await ServiceBench()
    try await service.changeHost("mail.palomar.test")
    #expect(try await service.bench.jobs().isEmpty)
    try await service.changeHost("mx.palomar.test")
    #expect(try await service.bench.jobs().map(\.name) == ["rollouts.follow"])
  }

  @Test func haveTheDirectoryInPostgreSQLOnlyWhereTheStoreIs() async throws {
    let service = try await ServiceBench()
    let kind = try await service.bench.plane.store.read { $0.kind }
    var update = UpdateSettings()
    update.directory = .postgreSQL(host: "/run/postgresql", port: 5_432, database: "mail", user: "mail")
    let refusal = try await fault { try await service.bench.perform(update) }
    #expect(refusal?.code == (kind == .sqlite ? .conflict : nil))
    let names = try await service.bench.jobs().map(\.name)
    #expect(names.contains("directory.reconcile") == (kind == .postgreSQL))
  }

  @Test(arguments: SpoiledSettings.all)
  func refuseWhatCannotBeRight(_ spoiled: SpoiledSettings) throws {
    var settings = try ServiceBench.standardSettings()
    try settings.check()
    try spoiled.spoil(&settings)
    let fault = try #require(throws: Fault.self) { try settings.check() }
    #expect(fault.field == spoiled.field)
  }
}

/// A way to get settings wrong, and the field that is named then.
struct SpoiledSettings: Sendable {
  let field: String
  let spoil: @Sendable (inout ServiceSettings) throws -> Void

  init(_ field: String, _ spoil: @escaping @Sendable (inout ServiceSettings) throws -> Void) {
    self.field = field
    self.spoil = spoil
  }

  static let all = [
    SpoiledSettings("listen") { $0.listen = [] },
    SpoiledSettings("listen") { $0.listen = [.loopback, .loopback] },
    SpoiledSettings("ports.imaps") { $0.ports.imaps = 0 },
    SpoiledSettings("ports.submission") { $0.ports.submission = $0.ports.smtp },
    SpoiledSettings("trustedNetworks") { $0.trustedNetworks = [try Network("0.0.0.0/0")] },
    SpoiledSettings("trustedNetworks") { $0.trustedNetworks = [try Network("2000::/3")] },
    SpoiledSettings("limits.queueDays") { $0.limits.queueDays = 31 },
    SpoiledSettings("limits.messagesPerMinute") { $0.limits.messagesPerMinute = 0 },
    SpoiledSettings("limits.messageSize") { $0.limits.messageSize = try ByteCount("2G") },
    SpoiledSettings("directory.user") {
      $0.directory = .postgreSQL(host: "db.example.org", port: 5432, database: "m", user: "a b")
    },
    SpoiledSettings("directory.host") {
      $0.directory = .postgreSQL(host: "a\nb", port: 5432, database: "m", user: "a")
    },
  ]
}
