import AgentProtocol
import Foundation
import MailConfig
import TestSupport
import Testing

@testable import Agent

@Suite struct PlanningTests {
  @Test func showsANewFileWhole() async throws {
    try await ScratchDirectory.with { directory in
      let changes = try await Planning(next: set(directory, ["a": "one\ntwo\n"]), present: nil).changes()
      #expect(changes.map(\.kind) == [.added])
      #expect(changes.first?.diff == "--- /dev/null\n+++ \(directory)/a\n@@ -0,0 +1,2 @@\n+one\n+two\n")
    }
  }

  @Test func showsAChangeWithThreeLinesOfContext() async throws {
    try await ScratchDirectory.with { directory in
      try write("1\n2\n3\n4\n5\n6\n7\n8\n9\n", to: "\(directory)/a")
      let next = set(directory, ["a": "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"])
      let changes = try await Planning(next: next, present: nil).changes()
      #expect(changes.map(\.kind) == [.changed])
      let expected = "--- \(directory)/a\n+++ \(directory)/a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
      #expect(changes.first?.diff == expected)
    }
  }

  @Test func showsAFileThatGoesAway() async throws {
    try await ScratchDirectory.with { directory in
      try write("one\n", to: "\(directory)/a")
      let changes = try await Planning(next: ConfigSet([]), present: set(directory, ["a": "one\n"])).changes()
      #expect(changes.map(\.kind) == [.removed])
      #expect(changes.first?.diff == "--- \(directory)/a\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-one\n")
    }
  }

  @Test func findsNothingToDoWhenTheFilesAreEqual() async throws {
    try await ScratchDirectory.with { directory in
      try write("one\n", to: "\(directory)/a")
      let files = set(directory, ["a": "one\n"])
      #expect(try await Planning(next: files, present: files).changes().isEmpty)
    }
  }

  @Test func showsAChangeOfModeAlone() async throws {
    try await ScratchDirectory.with { directory in
      try write("one\n", to: "\(directory)/a")
      chmod("\(directory)/a", 0o666)
      let changes = try await Planning(next: set(directory, ["a": "one\n"]), present: nil).changes()
      #expect(changes.first?.diff.hasSuffix("-666 0:0\n+644 root:root\n") == true)
    }
  }

  @Test func listsChangesInTheOrderOfTheirPaths() async throws {
    try await ScratchDirectory.with { directory in
      let next = set(directory, ["c": "", "a": "", "b": ""])
      let changes = try await Planning(next: next, present: nil).changes()
      #expect(changes.map(\.path) == ["a", "b", "c"].map { "\(directory)/\($0)" })
    }
  }
}

@Suite struct DriftTests {
  @Test func findsChangedMissingUnknownAndOpenedFiles() async throws {
    try await ScratchDirectory.with { directory in
      let files = set(directory, ["changed": "old\n", "missing": "x\n", "opened": "x\n", "same": "x\n"])
      try write("new\n", to: "\(directory)/changed")
      try write("x\n", to: "\(directory)/opened")
      try write("x\n", to: "\(directory)/same")
      try write("", to: "\(directory)/stranger")
      chmod("\(directory)/opened", 0o666)
      let drifted = try await Drift(files: files, directories: [directory]).find()
      #expect(drifted.map(\.kind) == [.changed, .missing, .permissions, .unknown])
      #expect(drifted.first?.diff.hasSuffix("-old\n+new\n") == true)
      #expect(drifted.filter { $0.since == nil }.map(\.kind) == [.missing])
    }
  }

  @Test func takesACompiledScriptForPartOfItsScript() async throws {
    try await ScratchDirectory.with { directory in
      try write("keep;\n", to: "\(directory)/before.sieve")
      try write("binary", to: "\(directory)/before.svbin")
      let files = set(directory, ["before.sieve": "keep;\n"])
      #expect(try await Drift(files: files, directories: [directory]).find().isEmpty)
    }
  }

  @Test func reportsAFileThatBecameASymbolicLink() async throws {
    try await ScratchDirectory.with { directory in
      try write("x\n", to: "\(directory)/elsewhere")
      symlink("\(directory)/elsewhere", "\(directory)/a")
      let drifted = try await Drift(files: set(directory, ["a": "x\n"]), directories: []).find()
      #expect(drifted.map(\.kind) == [.changed])
    }
  }
}

private func set(_ directory: String, _ files: [String: String]) -> ConfigSet {
  ConfigSet(files.map { ConfigFile(path: "\(directory)/\($0)", contents: $1, program: .postfix) })
}

private func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  chmod(path, 0o644)
}
