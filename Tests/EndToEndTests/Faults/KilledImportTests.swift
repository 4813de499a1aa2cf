import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

extension FaultTests {
  /// kill -9 in the middle of an import.
  @Suite struct KilledImportTests {
    private static let count = 3_000

    private func latest(_ instance: LocalInstance) async throws -> Import? {
      try await instance.client.ask(ListImports(limit: 1)).items.first
    }

    @Test func everyLineIsDoneOnceWhateverIsKilledInBetween() async throws {
      let service = try FaultyService.shared
      let instance = service.instance
      _ = try await instance.client.perform(AddDomain(domain: DomainName("many.test")))
      try await ScratchDirectory.with { directory in
        let file = "\(directory)/many.csv"
        let lines = (1...Self.count).map { "user\($0)@many.test,User \($0)\n" }
        try ("address,name\n" + lines.joined()).write(toFile: file, atomically: true, encoding: .utf8)
        async let cutOff = instance.palomar(["account", "import", file])
        var begun: Import?
        try await eventually("some lines are done", within: .seconds(60)) {
          begun = try await latest(instance)
          return begun.map { $0.rows > 0 } ?? false
        }
        let run = try #require(begun)
        #expect(run.state == .running && run.rows < Self.count)
        let pid = try await service.pid(of: "palomar")
        kill(pid, SIGKILL)
        #expect(try await cutOff.code != 0)
        try await service.recovers("palomar", from: pid)
        #expect(try await instance.palomar(["account", "import", file]).code == 0)
        try await eventually("the import is over", within: .seconds(60)) {
          try await instance.client.ask(ShowImport(id: run.id)).state == .done
        }
        let done = try await instance.client.ask(ShowImport(id: run.id))
        #expect((done.added, done.unchanged, done.refused) == (Self.count, 0, 0))
        #expect(try await instance.client.ask(ShowDomainUse(domain: DomainName("many.test"))).accounts == Self.count)
      }
    }
  }
}
