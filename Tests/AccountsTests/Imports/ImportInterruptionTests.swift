import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct ImportInterruptionTests {
  private func many(_ count: Int) -> Data {
    Data(("address,name\n" + (1...count).map { "user\($0)@example.org,User \($0)\n" }.joined()).utf8)
  }

  @Test func goesOnBehindTheLastBatchAfterACrash() async throws {
    let bench = try await ImportBench()
    let run = try await bench.upload(many(1_200))
    try await bench.bench.perform(StartImport(id: run.id, domain: nil))
    // As a program that is killed after its first batch leaves it: the header is read, and 500 lines are done.
    let job = RunImport(id: run.id)
    #expect(try await job.step(with: bench.bench.plane))
    #expect(try await job.step(with: bench.bench.plane))
    #expect(try await bench.outcome(of: run.id).rows.count == 500)
    #expect(try await bench.outcome(of: run.id).run.state == .running)
    await bench.bench.drain()
    let done = try await bench.outcome(of: run.id)
    #expect(done.run.state == .done)
    #expect(done.rows.map(\.line) == Array(2...1_201))
    #expect(done.run.added == 1_200)
    #expect(try await bench.bench.journal().filter { $0.action == "imports.batch" }.count == 3)
  }

  @Test func anUploadGoesOnWhereItStopped() async throws {
    let bench = try await ImportBench()
    let data = many(20_000)
    let begun = BeginImport(file: "people.csv", digest: String(repeating: "0", count: 64), size: data.count)
    let run = try await bench.bench.perform(begun)
    let part = Secret(data.prefix(256 << 10).base64EncodedString())
    try await bench.bench.perform(AppendToImport(id: run.id, domain: nil, start: 0, content: part))
    let again = try await bench.bench.perform(begun)
    #expect(again.id == run.id)
    #expect(again.received == 256 << 10)
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.bench.perform(AppendToImport(id: run.id, domain: nil, start: 0, content: part))
    }
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.bench.perform(StartImport(id: run.id, domain: nil))
    }
  }

  @Test func aFileThatIsNotTheOneAnnouncedChangesNothing() async throws {
    let bench = try await ImportBench()
    let data = Data("address\nana@example.org\n".utf8)
    let run = try await bench.bench.perform(
      BeginImport(file: "x.csv", digest: String(repeating: "0", count: 64), size: data.count))
    try await bench.bench.perform(
      AppendToImport(id: run.id, domain: nil, start: 0, content: Secret(data.base64EncodedString())))
    try await bench.bench.perform(StartImport(id: run.id, domain: nil))
    await bench.bench.drain()
    #expect(try await bench.outcome(of: run.id).run.state == .failed)
    #expect(try await bench.addresses() == [])
  }

  @Test func theSameFileAgainFindsEverythingAsItIs() async throws {
    let bench = try await ImportBench()
    _ = try await bench.put(many(3))
    let again = try await bench.put(many(3), updates: true)
    #expect(again.rows.map(\.result) == [.unchanged, .unchanged, .unchanged])
  }

  @Test func aStoppedImportForgetsItsFile() async throws {
    let bench = try await ImportBench()
    let run = try await bench.put(many(3), dryRun: true).run
    #expect(try await bench.bench.perform(StopImport(id: run.id, domain: nil)).state == .stopped)
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.bench.perform(StartImport(id: run.id, domain: nil))
    }
    let parts = try await bench.bench.plane.store.read {
      try $0.value("SELECT COUNT(*) FROM import_part", as: Int.self)
    }
    #expect(parts == 0)
  }

  @Test func aFileThatNobodyGoesOnWithIsForgottenAfterADay() async throws {
    let bench = try await ImportBench()
    let run = try await bench.put(many(3), dryRun: true).run
    bench.bench.clock.advance(by: 86_400)
    await bench.bench.drain()
    bench.bench.clock.advance(by: 86_400)
    await bench.bench.drain()
    #expect(try await bench.outcome(of: run.id).run.state == .stopped)
  }
}
