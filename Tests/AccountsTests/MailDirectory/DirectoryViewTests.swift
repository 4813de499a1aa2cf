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
      #expect(views.caught == Set(rows.catchAlls.map { "\($0.domain) \($0.target)" }))
      #expect(views.group == Set(rows.lists.map(\.address)))
      #expect(
        views.mailbox
          == Set(
            rows.mailboxes.map {
              "\($0.address) \($0.receives ? 1 : 0) \($0.sends ? 1 : 0) \($0.receivesUntil.map(String.init) ?? "-")"
            }))
      #expect(
        views.alias
          == Set(
            rows.aliases.map { "\($0.source) \($0.target) \($0.until.map(String.init) ?? "-")" }))
      #expect(views.sender == Set(try rows.senders.map { "\($0.sender) \($0.login)" }))
      #expect(
        views.account
          == Set(
            rows.mailboxes.map {
              "\($0.address) \($0.password ?? "-") \($0.quota) \($0.signsIn ? 1 : 0) "
                + "\($0.from.map(String.init) ?? "-") \($0.until.map(String.init) ?? "-") \($0.protocols.text) "
                + "\($0.mainOpens ? 1 : 0) \($0.forwards ? 1 : 0)"
            }))
      #expect(
        views.app
          == Set(
            rows.appPasswords.map {
              "\($0.address) \($0.name) \($0.password) \($0.protocols.text) \($0.allowed) "
                + "\($0.until.map(String.init) ?? "-")"
            }))
      #expect(
        views.delegate
          == Set(
            rows.shares.filter(\.sends).map { "\($0.mailbox) \($0.member) \($0.validUntil.map(String.init) ?? "-")" }))
      #expect(
        views.share
          == Set(
            rows.shares.filter(\.opens).map {
              "\($0.member) \($0.mailbox) \($0.rights.contains(.manage) ? 1 : 0) "
                + "\($0.validUntil.map(String.init) ?? "-")"
            }))
      #expect(views.share.count == 2 && views.delegate.count == 2)
      #expect(views.app.count == 2 && views.caught.count == 1 && views.group.count == 1)
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
      try await bench.perform(SuspendAccount(address: Address("ana@example.org")))
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
      try await bench.perform(SuspendAccount(address: Address("ana@example.org")))
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
    let day = bench.clock.now
    for name in ["luis", "eva", "held", "gone", "guest"] {
      try await bench.perform(AddAccount(address: Address("\(name)@example.org"), quota: ByteCount("1G")))
    }
    try await bench.perform(SuspendAccount(address: Address("luis@example.org"), receives: true))
    try await bench.perform(SuspendAccount(address: Address("eva@example.org")))
    for name in ["guest", "held"] {
      try await bench.perform(
        ExpireAccount(address: Address("\(name)@example.org"), from: day, until: day.addingTimeInterval(60.5)))
    }
    try await bench.perform(
      AddClass(name: "pupils", quota: ByteCount("500M"), protocols: Protocols("imap"), forwards: false))
    for name in ["ana", "guest"] {
      try await bench.perform(AssignClass(address: Address("\(name)@example.org"), serviceClass: "pupils"))
    }
    var other = ChangeAccount(address: try Address("ana@example.org"), quota: try ByteCount("2G"))
    other.reason = "archives"
    try await bench.perform(other)
    try await bench.perform(
      AddAppPassword(
        address: Address("ana@example.org"), name: "phone",
        networks: [Network("192.0.2.0/24"), Network("2001:db8::/32")],
        expires: day.addingTimeInterval(60.5)))
    try await bench.perform(
      AddAppPassword(address: Address("luis@example.org"), name: "phone", protocols: Protocols("imap")))
    try await bench.perform(HoldAccount(address: Address("held@example.org"), reason: "a case"))
    try await bench.perform(RemoveAccount(address: Address("gone@example.org")))
    try await Self.share(bench)
    try await bench.perform(
      AddAlias(
        address: Address("info@example.org"),
        targets: ["ana+a+b@example.org", "ana@example.org", "+x+y@else.example", "eva@example.org", "x+y@else.example"]
          .map(Address.init(_:))))
    try await bench.perform(SetCatchAll(domain: DomainName("example.net"), target: Address("desk@example.org")))
    let team = try Address("team@example.org")
    try await bench.perform(AddGroup(address: team))
    try await bench.perform(JoinGroup(address: team, members: [Address("luis@example.org")]))
    try await bench.perform(
      JoinGroup(address: team, members: [Address("eva@example.org")], until: day.addingTimeInterval(60.5)))
  }
}

extension DirectoryViewTests {
  /// Two mailboxes that others use, and two that would be used if they were not out of use.
  fileprivate static func share(_ bench: TestBench) async throws {
    let day = bench.clock.now
    let ana = try Address("ana@example.org")
    for name in ["desk", "closed"] {
      try await bench.perform(AddSharedMailbox(address: Address("\(name)@example.org")))
    }
    let until = day.addingTimeInterval(90.5)
    let reasoned = TestBench.administrator.coming(from: Origin(reason: "absence"))
    for name in ["desk", "closed"] {
      try await bench.perform(
        AddMember(
          mailbox: Address("\(name)@example.org"), member: ana, rights: MailboxRights("manage,send-as"), until: until))
    }
    for name in ["held", "luis"] {
      _ = try await bench.plane.perform(
        DelegateMailbox(
          mailbox: Address("\(name)@example.org"), member: ana, rights: MailboxRights("read,send-on-behalf")),
        as: reasoned)
    }
    try await bench.perform(
      ExpireAccount(address: Address("desk@example.org"), from: nil, until: day.addingTimeInterval(60.5)))
    try await bench.perform(SuspendAccount(address: Address("closed@example.org")))
  }
}

/// Every row of every view, as text.
private struct Views {
  var domain, caught, group, mailbox, alias, sender, account, app, delegate, share: Set<String>

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
    caught = try texts("domain, target", "catch_all")
    group = try texts("address", "group_address")
    mailbox = try texts("address, receiving, sending, valid_until", "mailbox")
    alias = try texts("source, target, valid_until", "alias")
    sender = try texts("sender, login", "sender_login")
    account = try texts(
      "address, password, quota_bytes, sign_in, valid_from, valid_until, protocols, main_opens, forwards", "account")
    app = try texts("address, name, password, protocols, networks, valid_until", "app_password")
    delegate = try texts("sender, login, valid_until", "delegate_sender")
    share = try texts("member, mailbox, manages, valid_until", "mailbox_share")
  }
}
