import AgentProtocol
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Deployment

@Suite(.eachEngine) struct DriftTests {
  @Test func showsWhatDiffersAndSinceWhen() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    let since = Date(timeIntervalSince1970: 1_772_000_000)
    service.host.state.withLock {
      $0.drift = [DriftedFile(path: "/etc/postfix/main.cf", kind: .changed, since: since, diff: "-a\n+b\n")]
    }
    let report = try await service.bench.inspect(LookForDrift())
    #expect(report.generation == 1)
    #expect(report.text.contains("/etc/postfix/main.cf\n-a\n+b\n"))
    #expect(report.text.contains("2026-02-25T06:13:20Z"))
  }

  @Test func saysWhenNothingDiffers() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    #expect(try await service.bench.inspect(LookForDrift()).files.isEmpty)
  }
}
