import Foundation
import Surface
import TestSupport
import Testing

/// How calls end: the table of the README, each line with a real cause.
extension ContractTests {
  @Suite struct ExitCodeTests {
    @Test(arguments: [
      (0, "status"), (1, "dns check example.test --resolver 127.0.0.1:9"), (3, "account add not-an-address"),
      (3, "account add new@example.test --quota 2X"), (4, "serve"), (5, "account show nobody@example.test"),
      (5, "plan /nonexistent.yaml"), (6, "domain add example.test"), (7, "status --dir /nonexistent"),
      (64, "status --bogus"), (64, "account show"), (64, "bogus"), (64, "journal list --limit many"),
    ])
    func aCallEndsWithTheCodeOfItsOutcome(_ code: Int32, _ call: String) async throws {
      if call == "status" {
        // While a rollout goes on, a service may be on its way.
        try await TestSupport.eventually("everything runs", within: .seconds(30)) {
          try await ContractTests.instance.palomar(["status"]).code == 0
        }
      }
      let outcome = try await ContractTests.instance.palomar(call.split(separator: " ").map(String.init))
      #expect(outcome.code == code, "\(outcome.complaints)")
      if code > 1 {
        #expect(outcome.complaints.isOneLine, "\(outcome.complaints)")
        #expect(outcome.complaints.hasPrefix("palomar: "))
        #expect(outcome.output.isEmpty)
      }
    }

    /// Somebody has changed the database behind our back.
    @Test func aDefectIsALineWithANumberThatTheLogHas() async throws {
      let instance = try ContractTests.instance
      try await Self.rename("alias", to: "lost", in: instance.layout.store)
      let outcome = try await instance.palomar(["alias", "list"])
      try await Self.rename("lost", to: "alias", in: instance.layout.store)
      #expect(outcome.code == 2, "\(outcome.complaints)")
      #expect(outcome.complaints.isOneLine, "\(outcome.complaints)")
      let log = try String(contentsOfFile: "\(instance.layout.log)/palomar.out", encoding: .utf8)
      let words = outcome.complaints.split { !$0.isHexDigit && $0 != "-" }
      let number = try #require(words.max { $0.count < $1.count })
      #expect(number.count >= 6 && log.contains(number), "\(outcome.complaints)")
    }

    private static func rename(_ table: String, to name: String, in store: String) async throws {
      let outcome = try await Program.run([
        "/usr/bin/sqlite3", "-cmd", ".timeout 5000", store,
        "PRAGMA legacy_alter_table = ON; ALTER TABLE \(table) RENAME TO \(name)",
      ])
      try #require(outcome.code == 0, "\(outcome.complaints)")
    }

    @Test(arguments: ["README.md", "README.es.md"])
    func theTableOfTheReadmeIsTheProgramsOwn(_ name: String) throws {
      let readme = try String(contentsOfFile: Repository.path(name), encoding: .utf8)
      for meaning in ExitCodes.meanings {
        let text = meaning.text(in: name == "README.md" ? .english : .spanish)
        #expect(readme.contains("| \(meaning.code) | \(text) |"), "\(meaning.code)")
      }
    }
  }
}

extension String {
  var isOneLine: Bool { hasSuffix("\n") && filter(\.isNewline).count == 1 }
}

/// Files of the source tree.
enum Repository {
  static func path(_ name: String) -> String {
    let here = URL(fileURLWithPath: #filePath)
    return (0..<4).reduce(here) { url, _ in url.deletingLastPathComponent() }.appending(path: name).path
  }
}
