import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

/// What somebody writes into a file who means ill, or whose program went astray.
@Suite(.eachEngine) struct HostileImportTests {
  @Test(arguments: [
    "ana@exa\u{200B}mple.org", "аna@example.org", "ana@exаmple.org", "ana\u{202E}@example.org", "\"ana\"@example.org",
    "ana@example.org\r\nBcc: all@example.org", "ana'--@example.org", "ana@example.org\0", "../ana@example.org",
    "ana<script>@example.org", "ana@[127.0.0.1]", "@example.org", "ana@example.org@example.net",
  ]) func refusesAnAddressThatIsNone(_ address: String) async throws {
    let bench = try await ImportBench()
    let quoted = address.replacing("\"", with: "\"\"")
    let rows = try await bench.put("address,name\n\"\(quoted)\",x\neva@example.org,Eva\n").rows
    #expect(rows.map(\.result) == [.refused, .added])
    #expect(try await bench.addresses() == ["eva@example.org"])
  }

  @Test(arguments: [
    "Ana\r\nBcc: all@example.org", "Ana \u{202E}moc.elpmaxe", "Ana\u{2066}x\u{2069}", "Ana\u{2028}x", "a\u{7}",
  ])
  func refusesANameThatShowsAsAnother(_ name: String) async throws {
    let bench = try await ImportBench()
    #expect(try await bench.put("address,name\nana@example.org,\"\(name)\"\n").rows.map(\.result) == [.refused])
  }

  @Test(arguments: ["<script>alert(1)</script>", "'); DROP TABLE account; --", "=HYPERLINK(\"x\")", "{{t.name}}"])
  func keepsANameThatOnlyLooksBad(_ name: String) async throws {
    let bench = try await ImportBench()
    let quoted = name.replacing("\"", with: "\"\"")
    #expect(try await bench.put("address,name\nana@example.org,\"\(quoted)\"\n").rows.map(\.result) == [.added])
    #expect(try await bench.account("ana@example.org").displayName == name)
  }

  @Test func oneEndlessLineCostsItselfAlone() async throws {
    let bench = try await ImportBench()
    let line = Data(repeating: UInt8(ascii: "x"), count: 3 << 20)
    let file = Data("address\n".utf8) + line + Data("\nana@example.org\n".utf8)
    #expect(try await bench.put(file).rows.map(\.result) == [.refused, .added])
  }

  @Test func aQuoteThatIsNeverClosedCostsItsOwnLine() async throws {
    let bench = try await ImportBench()
    let rows = try await bench.put("address,name\nana@example.org,\"Ana\nluis@example.org,Luis\n").rows
    #expect(rows.map(\.result) == [.refused, .added])
  }

  @Test(arguments: [
    "{PLAIN}secret", "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "{MD5-CRYPT}$1$x$y", "secret", "{ARGON2ID}nonsense",
    "{ARGON2ID}$argon2id$v=19$m=999999,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g",
    "{BLF-CRYPT}$2y$31$"
      + String(repeating: "a", count: 53), "{SHA512-CRYPT}$6$rounds=999999$s$" + String(repeating: "a", count: 86),
  ]) func refusesAHashThatIsUnsafeOrCostsTooMuch(_ hash: String) async throws {
    let bench = try await ImportBench()
    #expect(try await bench.put("address,hash\nana@example.org,\"\(hash)\"\n").rows.map(\.result) == [.refused])
  }

  @Test func manyRowsAreReadBatchByBatch() async throws {
    let bench = try await ImportBench()
    let file = "address\n" + (1...1_200).map { "nobody\($0)@nowhere.example\n" }.joined()
    let run = try await bench.put(file, dryRun: true).run
    #expect(run.refused == 1_200)
  }

  /// What a million lines before leave is their number alone.
  @Test func theLineAfterAMillionEndsTheImportWithOneReason() async throws {
    let bench = try await ImportBench()
    let run = try await bench.upload(Data("address\nana@example.org\neva@example.org\n".utf8))
    try await bench.bench.perform(StartImport(id: run.id, domain: nil))
    try await bench.bench.plane.store.write {
      try $0.execute("UPDATE import SET refused = 999999 WHERE id = \(run.id)")
    }
    await bench.bench.drain()
    let outcome = try await bench.outcome(of: run.id)
    #expect(outcome.run.state == .failed && outcome.rows.isEmpty)
    #expect(outcome.run.fault?.message.en == "the file has more than 1000000 lines")
    #expect(try await bench.addresses() == [])
  }
}
