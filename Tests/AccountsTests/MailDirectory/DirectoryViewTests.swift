import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store
import TestSupport
import Testing

@testable import Accounts

/// Where the store is PostgreSQL, the mail programs read views of it.
@Suite(.serialized) struct DirectoryViewTests {
  private static let user = "palomar_mail_\(getpid())"

  @Test func theySayWhatTheFilesWould() async throws {
    try await withViews { bench, _ in
      try await Self.fill(bench)
      let (rows, views) = try await bench.plane.store.read { db in
        (try DirectoryRows.all(in: db), try Views(db))
      }
      #expect(views.domain == Set(rows.domains))
      #expect(views.mailbox == Set(rows.receiving.map { "\($0.address) \($0.receiving ? 1 : 0)" }))
      #expect(views.alias == Set(rows.aliases.map { "\($0.source) \($0.target)" }))
      #expect(views.sender == Set(try rows.senders.map { "\($0.sender) \($0.login)" }))
      #expect(
        views.account
          == Set(rows.signIns.map { "\($0.address) \($0.password ?? "-") \($0.quota) \($0.allowed ? 1 : 0)" }))
      #expect(views.sender.contains("info@example.org ana@example.org"))
    }
  }

  @Test func theirUserReadsThemAndNothingElse() async throws {
    try await withViews { bench, location in
      await bench.drain()
      let programs = try Store(.postgreSQL(location + " user=\(Self.user)"))
      let address = try await programs.read {
        try $0.value("SELECT address FROM mail_directory.account", as: String.self)
      }
      #expect(address == "ana@example.org")
      for statement: SQL in [
        "SELECT * FROM account", "SELECT * FROM job", "UPDATE mail_directory.account SET sign_in = 1",
        "DELETE FROM mail_directory.domain", "CREATE TABLE mine (name TEXT)",
        "CREATE TABLE mail_directory.mine (name TEXT)",
      ] {
        await #expect(throws: StoreError.self, "\(statement)") { try await programs.write { try $0.rows(statement) } }
      }
      try await programs.close()
    }
  }

  @Test func dovecotForgetsAnAccountThatChanged() async throws {
    try await withViews { bench, place in
      await bench.drain()
      try await bench.perform(ChangeAccount(address: Address("ana@example.org"), state: .suspended))
      await bench.drain()
      #expect(try await bench.jobs().allSatisfy { !$0.name.hasPrefix("directory.") })
    } calls: {
      #expect($0.last == "account.forget ana@example.org true")
    }
  }

  @Test func aLostPermissionIsFoundAndGivenBack() async throws {
    try await withViews { bench, _ in
      await bench.drain()
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
      try await bench.plane.store.write {
        try $0.execute("REVOKE SELECT ON mail_directory.alias FROM \(identifier: Self.user)")
      }
      #expect(try await bench.inspect(VerifyDirectory()).map(\.table) == ["mail_directory"])
      try await bench.perform(RebuildDirectory())
      await bench.drain()
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
    }
  }

  /// Another instance has given the user a password of its own.
  @Test func aPasswordThatIsNotOursIsFoundAndSetAgain() async throws {
    try await withViews { bench, _ in
      await bench.drain()
      try await bench.plane.store.write {
        try $0.execute("COMMENT ON ROLE \(identifier: Self.user) IS 'Palomar:another'")
      }
      #expect(try await bench.inspect(VerifyDirectory()).map(\.table) == ["mail_directory"])
      try await bench.perform(RebuildDirectory())
      await bench.drain()
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
    }
  }

  /// So that going back to them is safe.
  @Test func theFilesAreKeptBesideThem() async throws {
    try await withViews { bench, _ in
      await bench.drain()
      try await bench.perform(ChangeAccount(address: Address("ana@example.org"), state: .suspended))
      await bench.drain()
      #expect(try await bench.plane.directoryDifferences(repairs: false).isEmpty)
    }
  }

  @Test func theStoresOwnUserIsRefused() async throws {
    try await withViews { bench, _ in
      let fault = await #expect(throws: Fault.self) {
        try await bench.plane.store.write {
          try DirectoryViews.admit(
            "palomar",
            knowing: DirectoryVerifier(text: "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy", fingerprint: "f00d"),
            in: $0)
        }
      }
      #expect(fault?.code == .conflict)
    }
  }

  private static let backend = DirectoryBackend.postgreSQL(host: "/run", port: 5_432, database: "palomar", user: user)

  /// A control plane whose store is PostgreSQL, with the domain example.org and ana.
  private func withViews(
    _ body: (TestBench, _ location: String) async throws -> Void, calls: ([String]) -> Void = { _ in }
  ) async throws {
    let server = try PrivatePostgreSQL.shared
    try await server.withDatabase { location in
      try await withDirectory { place in
        try await EachEngine.$location.withValue(.postgreSQL(location)) {
          try await body(try await place.bench(Self.backend), location)
        }
        calls(place.calls.withLock { $0 })
      }
    }
  }

  private static func fill(_ bench: TestBench) async throws {
    try await bench.perform(AddDomain(domain: DomainName("example.net")))
    for (name, state) in [("luis", Account.State.receiveOnly), ("eva", .suspended)] {
      let address = try Address("\(name)@example.org")
      try await bench.perform(AddAccount(address: address, quota: ByteCount("1G")))
      try await bench.perform(ChangeAccount(address: address, state: state))
    }
    try await bench.perform(
      AddAlias(
        address: Address("info@example.org"),
        targets: ["ana+a+b@example.org", "ana@example.org", "+x+y@else.example", "eva@example.org", "x+y@else.example"]
          .map(Address.init(_:))))
  }
}

/// Every row of every view, as text.
private struct Views {
  var domain, mailbox, alias, sender, account: Set<String>

  init(_ db: any Database) throws {
    func texts(_ columns: SQL, _ view: SQL) throws -> Set<String> {
      Set(
        try db.rows("SELECT \(sql: columns) FROM mail_directory.\(sql: view)").map { row in
          row.values.map { value in
            switch value {
            case .text(let text): text
            case .integer(let number): "\(number)"
            default: "-"
            }
          }.joined(separator: " ")
        })
    }
    domain = try texts("name", "domain")
    mailbox = try texts("address, receiving", "mailbox")
    alias = try texts("source, target", "alias")
    sender = try texts("sender, login", "sender_login")
    account = try texts("address, password, quota_bytes, sign_in", "account")
  }
}
