import Foundation
import TestSupport
import Testing

@testable import Agent

@Suite(.serialized) struct KeeperTests {
  @Test func startsAnAgentAgainUntilItEndsWithSuccess() async throws {
    try await ScratchDirectory.with { directory in
      let status = try await keeper(directory, "[ $(wc -l <\(directory)/starts) -ge 3 ]").run()
      #expect(status == 0)
      #expect(try starts(directory) == 3)
    }
  }

  @Test func startsAnAgentAgainThatWasKilled() async throws {
    try await ScratchDirectory.with { directory in
      let status = try await keeper(directory, "[ $(wc -l <\(directory)/starts) -ge 2 ] || kill -9 $$").run()
      #expect(status == 0)
      #expect(try starts(directory) == 2)
    }
  }

  @Test func givesUpOnAnAgentThatRefusesToStart() async throws {
    try await ScratchDirectory.with { directory in
      let status = try await keeper(directory, "exit \(Keeper.refusal)").run()
      #expect(status == Keeper.refusal)
      #expect(try starts(directory) == 1)
    }
  }

  private func keeper(_ directory: String, _ script: String) -> Keeper {
    Keeper(command: ["/bin/sh", "-c", "echo start >>\(directory)/starts; \(script)"], logger: .silent)
  }

  private func starts(_ directory: String) throws -> Int {
    try String(contentsOfFile: "\(directory)/starts", encoding: .utf8).split(separator: "\n").count
  }
}
