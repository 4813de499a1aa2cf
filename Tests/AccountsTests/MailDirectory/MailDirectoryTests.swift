import Accounts
import AgentProtocol
import Foundation
import GRDB
import Kernel
import MailModel
import Synchronization
import TestSupport
import Testing

@Suite(.eachEngine) struct MailDirectoryTests {
  @Test func publishesWhatPostfixAndDovecotRead() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(
        AddAlias(address: Address("info@example.org"), targets: [Address("ana+info@example.org")]))
      await bench.drain()
      #expect(try place.routing("SELECT name FROM domain") == ["example.org"])
      #expect(try place.routing("SELECT address || receiving FROM mailbox") == ["ana@example.org1"])
      #expect(
        try place.routing("SELECT source || '>' || target FROM alias") == ["info@example.org>ana+info@example.org"])
      #expect(
        try place.routing("SELECT sender || '>' || login FROM sender_login ORDER BY 1")
          == ["ana@example.org>ana@example.org", "info@example.org>ana@example.org"])
      #expect(
        try place.accounts("SELECT address || sign_in FROM account WHERE password LIKE '{ARGON2ID}%'") == [
          "ana@example.org1"
        ])
    }
  }

  @Test func letsNobodyElseReadTheFiles() async throws {
    try await withDirectory { place in
      await (try await place.bench()).drain()
      for path in [place.layout.routingDirectory, place.layout.accountsDirectory] {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o660)
      }
    }
  }

  @Test func shutsASuspendedAccountOutAndTellsDovecot() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      try await bench.perform(SuspendAccount(address: Address("ana@example.org")))
      await bench.drain()
      #expect(try place.accounts("SELECT sign_in FROM account") == ["0"])
      #expect(try place.routing("SELECT receiving || sending FROM mailbox") == ["00"])
      #expect(place.calls.withLock { $0 } == ["account.forget ana@example.org true"])
    }
  }

  @Test func makesTablesOfAnEarlierVersionAnewWithAllThatIsInThem() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      try place.write(
        place.layout.accountsDirectory, "ALTER TABLE account DROP COLUMN valid_until; PRAGMA user_version = 1")
      #expect(try await bench.inspect(VerifyDirectory()).map(\.table).contains("account"))
      #expect(try place.accounts("SELECT address FROM account") == ["ana@example.org"])
      try await bench.perform(AddAccount(address: Address("luis@example.org")))
      await bench.drain()
      #expect(try place.accounts("SELECT COUNT(*) FROM account WHERE valid_until IS NULL") == ["2"])
    }
  }

  @Test func forgetsAPurgedAccount() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      try await bench.perform(PurgeAccount(address: Address("ana@example.org")))
      await bench.drain()
      #expect(try place.accounts("SELECT address FROM account").isEmpty)
      #expect(try place.routing("SELECT address FROM mailbox").isEmpty)
      #expect(place.calls.withLock { $0 }.contains("account.setAside ana@example.org"))
    }
  }

  @Test func findsAndRepairsWhatDiffers() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
      try place.write(place.layout.accountsDirectory, "UPDATE account SET sign_in = 0, password = NULL")
      try place.write(place.layout.routingDirectory, "INSERT INTO mailbox VALUES ('ghost@example.org', 1, 1, NULL)")
      let differences = try await bench.inspect(VerifyDirectory())
      #expect(differences.map(\.table) == ["account", "mailbox"])
      try await bench.perform(RebuildDirectory())
      await bench.drain()
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
      #expect(try place.routing("SELECT address FROM mailbox") == ["ana@example.org"])
    }
  }

  @Test func publishesAgainWhatChangedMeanwhile() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(SuspendAccount(address: Address("ana@example.org"), receives: true))
      await bench.drain()
      #expect(try place.accounts("SELECT sign_in FROM account") == ["0"])
      #expect(
        try await bench.plane.store.read { try $0.value("SELECT COUNT(*) FROM directory_change", as: Int.self) } == 0)
    }
  }
}

/// A directory of its own for the files, and an agent that notes what it is told.
func withDirectory(_ body: (Place) async throws -> Void) async throws {
  let root = FileManager.default.temporaryDirectory.appending(path: "directory-\(UUID().uuidString)").path
  let place = Place(layout: .local(root))
  for path in place.files + [place.layout.sendingRules, "\(place.layout.sharing)/member"] {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
  }
  defer { try? FileManager.default.removeItem(atPath: root) }
  try await body(place)
}

final class Place: Sendable {
  let layout: Layout
  let calls = Mutex<[String]>([])

  init(layout: Layout) {
    self.layout = layout
  }

  func bench(_ backend: DirectoryBackend = .sqlite) async throws -> TestBench {
    let host = try DomainName("mail.example.org")
    let system = MailSystem(host: host, ports: try Ports(base: 20_000), directory: backend)
    return try await benchWithAna(TestBench(every, world: world, layout: layout, mailSystem: { _ in system }))
  }

  private var world: World {
    var world = World.unexpected
    world.agent = AgentClient { verb, line in
      switch verb {
      case KeepDirectoryPassword.name:
        return Data(#"{"reply":{"text":"SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy","fingerprint":"f00d"}}"#.utf8)
      case InstalledGeneration.name: return Data(#"{"reply":1}"#.utf8)
      case ForgetSignIns.name:
        let body = try JSONDecoder().decode(AgentRequest<ForgetSignIns>.self, from: line).body
        self.calls.withLock { $0.append("\(verb) \(body.address) \(body.endsSessions)") }
      case SetMailAside.name:
        let body = try JSONDecoder().decode(AgentRequest<SetMailAside>.self, from: line).body
        self.calls.withLock { $0.append("\(verb) \(body.address)") }
      case InstallMailRules.name:
        let body = try JSONDecoder().decode(AgentRequest<InstallMailRules>.self, from: line).body
        self.calls.withLock { $0.append("\(verb) \(body.address) \(body.rules.filters.map(\.name))") }
      case OpenMailbox.name:
        let body = try JSONDecoder().decode(AgentRequest<OpenMailbox>.self, from: line).body
        self.calls.withLock { $0.append("\(verb) \(body.address) \(body.hasFolders)") }
      case SubscribeMailbox.name:
        let body = try JSONDecoder().decode(AgentRequest<SubscribeMailbox>.self, from: line).body
        self.calls.withLock { $0.append("\(verb) \(body.member) \(body.mailbox) \(body.follows)") }
      case FindClosedMailboxes.name:
        let body = try JSONDecoder().decode(AgentRequest<FindClosedMailboxes>.self, from: line).body
        return Data(#"{"reply":[\#(body.addresses.map { "\"\($0)\"" }.joined(separator: ","))]}"#.utf8)
      default: throw UnexpectedCall(verb)
      }
      return Data(#"{"reply":{}}"#.utf8)
    }
    return world
  }

  var files: [String] { [layout.routingDirectory, layout.accountsDirectory, layout.groupsDirectory] }

  func routing(_ sql: String) throws -> [String] { try read(layout.routingDirectory, sql) }
  func accounts(_ sql: String) throws -> [String] { try read(layout.accountsDirectory, sql) }
  func groups(_ sql: String) throws -> [String] { try read(layout.groupsDirectory, sql) }

  private func read(_ path: String, _ sql: String) throws -> [String] {
    try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: sql) }
  }

  func write(_ path: String, _ sql: String) throws {
    try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
  }
}
