import Foundation
import MailConfig
import MailModel
import TestSupport
import Testing

@testable import Agent

@Suite struct DirectoryKeyTests {
  private func withKey(_ body: (DirectoryKey, Layout) throws -> Void) async throws {
    try await ScratchDirectory.with { directory in
      let layout = Layout.local(directory)
      let files = "\(layout.keys)/directory"
      try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
      try body(DirectoryKey(layout: layout), layout)
    }
  }

  @Test func eachProgramHasThePasswordForItselfAlone() async throws {
    try await withKey { key, layout in
      _ = try key.keep()
      let password = try String(contentsOfFile: layout.directoryPassword, encoding: .utf8)
      for file in DirectoryPassword.files(in: layout) {
        #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "*:*:*:*:\(password)")
        var status = stat()
        #expect(stat(file.path, &status) == 0)
        #expect(try status.st_mode & 0o7777 == 0o600 && status.st_uid == AccountNames.uid(file.owner))
      }
    }
  }

  @Test func theVerifierStaysUntilThePasswordChanges() async throws {
    try await withKey { key, layout in
      let first = try key.keep()
      #expect(try key.keep() == first)
      try "another one\n".write(toFile: layout.directoryPassword, atomically: true, encoding: .utf8)
      let second = try key.keep()
      #expect(second != first && second.fingerprint != first.fingerprint)
      let file = try String(contentsOfFile: layout.postfixPassword, encoding: .utf8)
      #expect(file == "*:*:*:*:another one\n")
    }
  }
}
