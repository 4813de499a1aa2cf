import Adapters
import Foundation
import Kernel
import MailModel
import Store
import TestSupport
import Testing

/// One call puts store and mail directory into PostgreSQL, and Postfix and Dovecot serve from there.
@Suite struct PostgreSQLTests {
  @Test func mailIsServedFromItsViewsAndNothingElse() async throws {
    let server = try PrivatePostgreSQL()
    defer { server.stop() }
    let location = try server.openToStrangers()
    try await LocalInstance.with(arguments: ["--postgresql", location]) { instance in
      let ana = try Address("ana@example.test")
      try await instance.add(ana, password: "correct horse battery")
      // Nothing that the mail programs could read instead is left.
      #expect(!FileManager.default.fileExists(atPath: instance.layout.store))
      for file in [instance.layout.routingDirectory, instance.layout.accountsDirectory] {
        try FileManager.default.removeItem(atPath: file)
      }
      try await expectDelivery(to: ana, at: instance)
      #expect(try await viewed(at: location) == ["ana@example.test", "palomar-probe@example.test"])

      try await expectGroupLookups(at: instance)
      try await expectUnknownLookups(at: instance)
      try await expectSharing(at: instance)

      try await killControlPlane(of: instance)
      #expect(try await instance.palomar(["account", "show", ana.text]).code == 0)
      try await instance.call("directory", "rebuild")
      try await eventually("directory and store agree") {
        try await instance.palomar(["directory", "verify"]).code == 0
      }
      try await expectDelivery(to: ana, at: instance)

      try await instance.palomar(["account", "suspend", ana.text])
      try await eventually("a suspended account cannot sign in") {
        try await !MailClient.live().roundTrip(
          RoundTrip(within: instance, from: ana, password: "correct horse battery")
        ).ok
      }
      #expect(try await instance.palomar(["down"]).code == 0)
      #expect(try await instance.palomar(["up"]).code == 0)
      #expect(try await instance.palomar(["account", "show", ana.text]).output.contains("suspended"))
    }
  }

  @Test func aConnectionThatIsNoneIsRefused() async throws {
    let instance = try LocalInstance()
    let outcome = try await instance.palomar(["up", "--postgresql", "host=somewhere nonsense"])
    #expect(outcome.code == 3, "\(outcome.complaints)")
    #expect(outcome.complaints.isOneLine && outcome.complaints.contains("dbname="), "\(outcome.complaints)")
    #expect(!FileManager.default.fileExists(atPath: instance.layout.root))
  }

  private func expectDelivery(to address: Address, at instance: LocalInstance) async throws {
    let trip = try RoundTrip(within: instance, from: address, password: "correct horse battery")
    let report = await MailClient.live().roundTrip(trip)
    #expect(report.ok, "\(String(describing: report.fault)) \(instance.lastWords())")
  }

  /// A group leads to who is in it, from the next lookup on.
  private func expectGroupLookups(at instance: LocalInstance) async throws {
    func targets() async throws -> String { try await found("team@example.test", in: "aliases.cf", of: instance) }
    try await instance.call("group", "add", "team@example.test")
    try await instance.call("group", "join", "team@example.test", "ana@example.test", "x@elsewhere.example")
    #expect(try await targets() == "ana@example.test,x@elsewhere.example")
    try await instance.call("group", "join", "team@example.test", "ana@example.test", "--until", "2035-01-01")
    try await instance.call("group", "leave", "team@example.test", "x@elsewhere.example")
    #expect(try await targets() == "ana@example.test")
  }

  /// Somebody's address leads to nobody else, with or without a detail part.
  private func expectUnknownLookups(at instance: LocalInstance) async throws {
    func target(_ name: String) async throws -> String {
      try await found("\(name)@example.test", in: "catch-alls.cf", of: instance)
    }
    #expect(try await target("made-up") == "")
    try await instance.call("domain", "catch-all", "example.test", "--to", "ana@example.test")
    for name in ["made-up", "made-up+x", "+x", "o'hara"] { #expect(try await target(name) == "ana@example.test") }
    for name in ["ana", "ana+x", "team", "team+x", ""] { #expect(try await target(name) == "") }
    try await instance.call("domain", "catch-all", "example.test", "--none")
    #expect(try await target("made-up") == "")
  }

  /// What Postfix finds in one of its lookups.
  private func found(_ key: String, in map: String, of instance: LocalInstance) async throws -> String {
    let configuration = instance.layout.postfixConfig
    return try await Program.run(
      ["/usr/sbin/postmap", "-c", configuration, "-q", key, "proxy:pgsql:\(configuration)/\(map)"]
    ).output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Who is let into a shared mailbox sends as it and belongs to its group, from the next lookup on.
  private func expectSharing(at instance: LocalInstance) async throws {
    func sees(_ program: [String]) async throws -> String { try await Program.run(program).output }
    let configuration = instance.layout.postfixConfig
    let sender = [
      "/usr/sbin/postmap", "-c", configuration, "-q", "desk@example.test", "proxy:pgsql:\(configuration)/senders.cf",
    ]
    let user = [
      "/usr/bin/doveadm", "-c", "\(instance.layout.dovecotConfig)/dovecot.conf", "user", "ana@example.test",
    ]
    try await instance.call("shared", "add", "desk@example.test")
    try await instance.call(
      "shared", "grant", "desk@example.test", "--to", "ana@example.test", "--rights", "read,send-as")
    #expect(try await sees(sender).contains("ana@example.test"))
    try await eventually("Dovecot knows the group") { try await sees(user).contains("reads:desk@example.test") }
    try await instance.call("shared", "revoke", "desk@example.test", "--from", "ana@example.test")
    #expect(try await !sees(sender).contains("ana@example.test"))
    try await eventually("Dovecot knows no group any more") { try await !sees(user).contains("desk@example.test") }
  }

  private func viewed(at location: String) async throws -> [String] {
    let store = try Store(.postgreSQL(location))
    let addresses = try await store.read { db in
      try db.rows("SELECT address FROM mail_directory.mailbox ORDER BY address").map { $0.values[0] }
    }
    try await store.close()
    return addresses.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The agent starts it again.
  private func killControlPlane(of instance: LocalInstance) async throws {
    let status = try JSONValue(try await instance.call("status", "--json"))
    let service = try #require(try status["services"].items.first { try $0["name"].text == "palomar" })
    let pid = try #require(try service["pid"].number)
    kill(Int32(pid), SIGKILL)
    try await eventually("the control plane is back", within: .seconds(30)) {
      try await instance.palomar(["status"]).code == 0
    }
  }
}

extension PrivatePostgreSQL {
  /// Lets users of the system other than its own come to the socket, where all but the administrator now need a
  /// password, and makes an ordinary owner of an empty database; the answer is the owner's connection.
  fileprivate func openToStrangers() throws -> String {
    for path in [directory, "\(directory)/socket"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: path)
    }
    try administer("CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'pigeon'")
    try administer("CREATE DATABASE post OWNER keeper TEMPLATE template0")
    try "local all palomar trust\nlocal all all scram-sha-256\n"
      .write(toFile: "\(directory)/data/pg_hba.conf", atomically: false, encoding: .utf8)
    try administer("SELECT pg_reload_conf()")
    return "host=\(directory)/socket user=keeper password=pigeon dbname=post"
  }
}
