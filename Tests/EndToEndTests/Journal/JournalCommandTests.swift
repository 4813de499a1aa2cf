import Audit
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

/// The journal as somebody at a terminal has it, with the real programs.
@Suite struct JournalCommandTests {
  @Test func provesItselfAndShowsEachTampering() async throws {
    try await LocalInstance.with(arguments: ["--sample-users"]) { instance in
      try await anchor(instance)
      let sound = try await instance.verify()
      #expect(sound.report.ok && sound.code == 0)
      #expect(sound.report.anchors.first?.proven == sound.report.head?.number)
      try await refusesASecondOfTheSameName(instance)
      try await holdsNoSecret(instance)
      try await isProvenWithoutPalomar(instance)
      try await carriesTheReason(instance)
      try await showsTampering(instance)
    }
  }

  private func anchor(_ instance: LocalInstance) async throws {
    let path = instance.seals
    let added = try await instance.palomar(["journal", "anchor", "add", "vault", "--file", path])
    #expect(added.code == 0, "\(added.complaints)")
    try await eventually("the head is sealed") { FileManager.default.fileExists(atPath: path) }
    try await eventually("the seal is recorded") {
      try await instance.palomar(["journal", "anchor", "list"]).output.contains("—") == false
    }
  }

  private func refusesASecondOfTheSameName(_ instance: LocalInstance) async throws {
    let again = try await instance.palomar(
      ["journal", "anchor", "add", "vault", "--file", instance.seals], language: "es_ES.UTF-8")
    #expect(again.code == 6)
    #expect(again.complaints.contains("ya existe"))
  }

  /// The passwords that were made, their hashes, and the key that signs.
  private func holdsNoSecret(_ instance: LocalInstance) async throws {
    let password = "correct horse battery"
    let added = try await instance.palomar(
      ["account", "add", "eva@example.test", "--password-stdin"], input: password + "\n")
    #expect(added.code == 0, "\(added.complaints)")
    let export = try await instance.palomar(["journal", "export"]).output
    #expect(export.contains("eva@example.test"))
    #expect(!export.contains(password) && !export.contains("argon2") && !export.contains("PRIVATE KEY"))
  }

  private func isProvenWithoutPalomar(_ instance: LocalInstance) async throws {
    let export = "\(instance.layout.root)/journal.jsonl"
    #expect(try await instance.palomar(["journal", "export", "--output", export]).code == 0)
    #expect(try await instance.palomar(["journal", "export", "--output", export]).code == 6)
    let proof = try await Self.prove(export, instance.seals)
    #expect(proof.code == 0, "\(proof.output)\(proof.complaints)")
    let forged = "\(instance.layout.root)/forged.jsonl"
    try String(contentsOfFile: export, encoding: .utf8).replacing("eva@", with: "eve@")
      .write(toFile: forged, atomically: true, encoding: .utf8)
    #expect(try await Self.prove(forged, instance.seals).code == 1)
    let csv = try await instance.palomar(["journal", "export", "--format", "csv", "--action", "accounts"]).output
    #expect(csv.hasPrefix("number,at,actor,") && csv.contains("accounts.add") && !csv.contains("domains.add"))
  }

  /// The verifier that the handbook hands out.
  private static func prove(_ export: String, _ seals: String) async throws -> Program.Outcome {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let verifier = root.appending(path: "docs/handbook/verify-journal.py").path
    return try await Program.run(["python3", verifier, export, seals])
  }

  private func carriesTheReason(_ instance: LocalInstance) async throws {
    let outcome = try await Program.run(
      [Program.palomar, "account", "suspend", "eva@example.test"],
      environment: ["PALOMAR_DIR": instance.layout.root, "PALOMAR_REASON": "petición de Inés, núm. 4711"])
    #expect(outcome.code == 0, "\(outcome.complaints)")
    let entries = try await instance.client.ask(ListJournal(JournalFilter(text: "núm. 4711")))
    #expect(entries.map(\.action) == ["accounts.suspend"])
    #expect(entries.first?.address == "local socket")
    let endless = try await Program.run(
      [Program.palomar, "account", "list"],
      environment: ["PALOMAR_DIR": instance.layout.root, "PALOMAR_REASON": String(repeating: "x", count: 501)])
    #expect(endless.code == 3)
  }

  private func showsTampering(_ instance: LocalInstance) async throws {
    let head = try #require(try await instance.verify().report.head).number
    try await instance.sqlite(
      "UPDATE journal SET actor = 'nobody' WHERE number = 2; DELETE FROM journal WHERE number = 4")
    let found = try await instance.verify()
    #expect(found.code == 1)
    #expect(found.report.findings.map(\.kind) == [.changed, .removed])
    #expect(found.report.findings.map(\.first) == [2, 4])
    let words = try await instance.palomar(["journal", "verify"], language: "es_ES.UTF-8")
    #expect(words.code == 1)
    #expect(words.output.contains("modificado: entrada 2") && words.output.contains("eliminado: entrada 4"))
    try await instance.sqlite("DELETE FROM journal WHERE number > 5")
    let cut = try await instance.verify(["--anchor", instance.seals])
    #expect(cut.report.findings.contains { $0.kind == .cutOff && $0.first == 6 && $0.anchor == "vault" }, "\(head)")
    #expect(cut.report.anchors.map(\.name) == ["vault", instance.seals])
    #expect(try await instance.palomar(["journal", "verify", "--anchor", "/nowhere"]).code == 5)
  }
}

extension LocalInstance {
  fileprivate var seals: String { "\(layout.root)/control/palomar.seals" }

  fileprivate func verify(_ arguments: [String] = []) async throws -> (code: Int32, report: JournalReport) {
    let outcome = try await palomar(["journal", "verify", "--json"] + arguments)
    return (outcome.code, try WireJSON.decoder().decode(JournalReport.self, from: Data(outcome.output.utf8)))
  }

  /// A hand that reaches past Palomar.
  fileprivate func sqlite(_ statements: String) async throws {
    let script =
      "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10); c.executescript(sys.argv[2]); c.commit()"
    let outcome = try await Program.run(["python3", "-c", script, layout.store, statements])
    guard outcome.code == 0 else { throw Fault(.unavailable, Text(verbatim: outcome.complaints)) }
  }
}
