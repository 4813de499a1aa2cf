import Foundation
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

/// What a newcomer does first, with the real programs.
@Suite struct FirstMailTests {
  @Test func deliversAMessageAndChangesNothingWhenRunAgain() async throws {
    try await LocalInstance.with(arguments: ["--sample-users"]) { instance in
      let report = try await instance.client.inspect(RunProbe())
      #expect(report.ok)
      #expect(report.stages.map(\.name) == ["connect", "sign-in", "submit", "filter", "delivered", "fetched"])
      let before = try await instance.palomar(["status", "--json"])
      let journal = try await instance.palomar(["journal", "list", "--json"])
      let again = try await instance.palomar(["up", "--json", "--sample-users"])
      #expect(again.code == 0, "\(again.complaints)")
      #expect(try await instance.palomar(["status", "--json"]).output == before.output)
      #expect(try await instance.palomar(["journal", "list", "--json"]).output == journal.output)
      #expect(try await instance.palomar(["plan"]).code == 0)
    }
  }
}
