import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@Suite(.eachEngine) struct ImportTests {
  @Test func addsAccountsOutOfAFile() async throws {
    let bench = try await ImportBench()
    try await bench.bench.perform(AddClass(name: "staff", quota: ByteCount("1G")))
    let (run, rows) = try await bench.put(
      """
      address,name,password,class,quota,aliases,from,until
      Ana@Example.org,"Ruiz, Ana",correct horse battery,staff,,"info, sales@example.net",2026-01-01,2027-01-01
      luis@example.org,Luis,,,2G,,,
      """)
    #expect(run.state == .done)
    #expect(rows.map(\.result) == [.added, .added])
    let ana = try await bench.account("ana@example.org")
    #expect(ana.displayName == "Ruiz, Ana")
    #expect(ana.serviceClass == "staff")
    #expect(ana.validUntil?.formatted(.iso8601) == "2027-01-01T00:00:00Z")
    #expect(try await bench.hash(of: "ana@example.org")?.hasPrefix("{ARGON2ID}") == true)
    #expect(try await bench.hash(of: "luis@example.org") == nil)
    #expect(try await bench.account("luis@example.org").quota == ByteCount("2G"))
    #expect(
      try await bench.bench.ask(ListAliases()).items.map(\.address.text) == ["info@example.org", "sales@example.net"])
  }

  @Test func takesAccountsIntoGroupsThatAreThere() async throws {
    let bench = try await ImportBench()
    try await bench.bench.perform(AddGroup(address: Address("staff@example.org")))
    let rows = try await bench.put("address,groups\nana@example.org,staff\nluis@example.org,nobody\n").rows
    #expect(rows.map(\.result) == [.added, .refused])
    let members = try await bench.bench.ask(ListMembers(address: Address("staff@example.org"))).items
    #expect(members.map(\.member.text) == ["ana@example.org"])
    #expect(try await bench.addresses() == ["ana@example.org"])
  }

  @Test func readsSpanishHeadersInWindows1252WithSemicolons() async throws {
    let bench = try await ImportBench()
    let text = "Dirección;Nombre;Contraseña\r\njose@example.org;José Núñez;cuatro palabras sin relación\r\n"
    let octets = try #require(text.data(using: .windowsCP1252))
    let (run, rows) = try await bench.put(octets)
    #expect(run.format?.encoding == .windows1252)
    #expect(rows.map(\.result) == [.added])
    #expect(try await bench.account("jose@example.org").displayName == "José Núñez")
  }

  @Test func readsUTF16WithTabs() async throws {
    let bench = try await ImportBench()
    let octets = try #require("correo\tnombre\r\nana@example.org\tÁna\r\n".data(using: .utf16))
    #expect(try await bench.put(octets).rows.map(\.result) == [.added])
    #expect(try await bench.account("ana@example.org").displayName == "Ána")
  }

  @Test func aDryRunChangesNothingAndSaysWhatWouldBecomeOfEachLine() async throws {
    let bench = try await ImportBench()
    let file = "address,quota\nana@example.org,1G\nluis@nowhere.example,1G\nana@example.org,2G\neva@example.org,much\n"
    let (run, rows) = try await bench.put(file, dryRun: true)
    #expect(run.state == .checked)
    #expect(rows.map(\.result) == [.added, .refused, .refused, .refused])
    #expect(rows.map(\.line) == [2, 3, 4, 5])
    #expect(rows[2].findings.map(\.message.en) == ["line 2 has ana@example.org already"])
    #expect(try await bench.addresses() == [])

    try await bench.bench.perform(StartImport(id: run.id, domain: nil))
    await bench.bench.drain()
    let real = try await bench.outcome(of: run.id)
    #expect(real.rows.map(\.result) == rows.map(\.result))
    #expect(try await bench.addresses() == ["ana@example.org"])
  }

  @Test func namesEveryFlawOfALine() async throws {
    let bench = try await ImportBench()
    let rows = try await bench.put("address,name,quota,password\na@example.org,\"x\u{202E}y\",much,short\n").rows
    #expect(rows[0].findings.count == 3)
  }

  @Test(arguments: [
    ("address,telefono\na@example.org,1\n", "telefono"), ("name\nAna\n", "no column has the addresses"),
    ("address,correo\n", "two columns"), ("\n\n", "no first line"),
  ]) func aHeaderThatNobodyUnderstandsFailsTheWholeFile(_ file: String, _ words: String) async throws {
    let bench = try await ImportBench()
    let run = try await bench.put(file).run
    #expect(run.state == .failed)
    #expect(run.fault?.message.en.contains(words) == true)
  }

  @Test func leavesAccountsThatAreThereUnlessToldToUpdate() async throws {
    let bench = try await ImportBench()
    _ = try await bench.put("address,name,quota\nana@example.org,Ana,1G\nluis@example.org,Luis,1G\n")
    let next = "address,name,quota\nana@example.org,Ana Ruiz,2G\nluis@example.org,Luis,1G\n"
    let left = try await bench.put(next).rows
    #expect(left.map(\.result) == [.unchanged, .unchanged])
    #expect(left.map(\.findings.count) == [1, 0])
    #expect(try await bench.account("ana@example.org").displayName == "Ana")
    let changed = try await bench.put(next, updates: true).rows
    #expect(changed.map(\.result) == [.changed, .unchanged])
    #expect(try await bench.account("ana@example.org").quota == ByteCount("2G"))
    #expect(try await bench.put(next, updates: true).rows.map(\.result) == [.unchanged, .unchanged])
  }

  @Test func aRefusedLineLeavesNothingOfItself() async throws {
    let bench = try await ImportBench()
    try await bench.bench.perform(AddAccount(address: Address("ana@example.org")))
    let rows = try await bench.put(
      "address,aliases\nluis@example.org,sales ana@example.org\neva@example.org,sales\n"
    ).rows
    #expect(rows.map(\.result) == [.refused, .added])
    #expect(try await bench.addresses() == ["ana@example.org", "eva@example.org"])
  }

  @Test func completesAddressesInAnImportForOneDomain() async throws {
    let bench = try await ImportBench()
    let rows = try await bench.put("user\nana\nluis@example.net\n", domain: "example.org").rows
    #expect(rows.map(\.address) == ["ana@example.org", "luis@example.net"])
    #expect(rows.map(\.result) == [.added, .refused])
  }

  @Test func theJournalTellsOfEachAccountAndOfNoPassword() async throws {
    let bench = try await ImportBench()
    _ = try await bench.put(
      "address,password\nana@example.org,correct horse battery\nluis@nowhere.example,battery staple\n")
    let journal = try await bench.bench.journal()
    let batch = try #require(journal.first { $0.action == "imports.batch" })
    #expect(batch.actor == "root (local)")
    #expect(batch.after.contains("ana@example.org") && batch.after.contains("luis@nowhere.example"))
    #expect(journal.allSatisfy { !($0.request + $0.after + ($0.before ?? "")).contains("correct") })
    let parts = try await bench.bench.plane.store.read {
      try $0.value("SELECT COUNT(*) FROM import_part", as: Int.self)
    }
    #expect(parts == 0)
  }

  @Test func publishesABatchWithOneRequest() async throws {
    let bench = try await ImportBench()
    let before = try await bench.bench.jobs().count
    let run = try await bench.upload(Data("address\na@example.org\nb@example.org\nc@example.org\n".utf8))
    try await bench.bench.perform(StartImport(id: run.id, domain: nil))
    await bench.bench.drain()
    #expect(try await bench.bench.jobs().count <= before)
    #expect(try await bench.bench.jobs().filter { $0.name == "directory.publish" }.count == 1)
  }
}
