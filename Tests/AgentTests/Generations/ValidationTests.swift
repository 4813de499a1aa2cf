import Foundation
import MailConfig
import MailModel
import TestSupport
import Testing

@testable import Agent

/// The programs themselves judge, and their own words are passed on.
@Suite struct ValidationTests {
  @Test func acceptsWhatIsRendered() async throws {
    try await bench { bench in
      try await bench.validate(bench.rendered)
    }
  }

  @Test(arguments: [
    Breakage(.postfix, "main.cf", "nonsense without a sign\n", "missing '=' after attribute name"),
    Breakage(.postfix, "master.cf", "smtp inet n - n\n", "bad field count"),
    Breakage(.dovecot, "dovecot.conf", "no_such_setting = 1\n", "Unknown setting: no_such_setting"),
    Breakage(.dovecot, "before.sieve", "fileinto;\n", "error"),
    Breakage(.rspamd, "options.inc", "filters = [;\n", "error while parsing"),
  ])
  func refusesABrokenFileInTheProgramsOwnWords(_ breakage: Breakage) async throws {
    try await bench { bench in
      let fault = await #expect(throws: Fault.self) { try await bench.validate(bench.broken(breakage)) }
      #expect(fault?.code == .invalid)
      #expect(fault?.message.en.contains(breakage.words) == true, "\(fault?.message.en ?? "")")
      #expect(fault?.message.en.contains("/staged/") == false)
    }
  }

  @Test func asksOnlyTheProgramsWhoseFilesChanged() async throws {
    try await bench { bench in
      let breakage = Breakage(.postfix, "main.cf", "nonsense without a sign\n", "")
      try await bench.validate(bench.broken(breakage), programs: [.rspamd])
    }
  }
}

struct Breakage: Sendable, CustomTestStringConvertible {
  let program: Override.Program
  let file: String
  let line: String
  let words: String

  init(_ program: Override.Program, _ file: String, _ line: String, _ words: String) {
    self.program = program
    self.file = file
    self.line = line
    self.words = words
  }

  var testDescription: String { file }
}

private struct ValidationBench: Sendable {
  let layout: Layout
  let rendered: ConfigSet

  func broken(_ breakage: Breakage) -> ConfigSet {
    ConfigSet(
      rendered.files.map { file in
        guard file.path.hasSuffix("/\(breakage.file)") else { return file }
        var broken = file
        broken.contents += breakage.line
        return broken
      })
  }

  func validate(_ files: ConfigSet, programs: Set<Override.Program>? = nil) async throws {
    let tree = StagedTree(layout: layout, number: 1)
    try tree.build(files)
    try await Validation(
      tree: tree, files: files, programs: programs ?? Set(Override.Program.allCases)
    ).check()
  }
}

extension ValidationTests {
  private func bench(_ body: (ValidationBench) async throws -> Void) async throws {
    try await ScratchDirectory.with { directory in
      let layout = Layout.local(directory)
      try await SystemUsers.create()
      let facts = try await HostDetection(layout: layout).facts()
      try Directories(layout: layout, mailUser: facts.mailUser).make()
      let system = try MailSystem.sample()
      try CertificateShelf(layout: layout).prepare(for: system)
      _ = try SigningKeys(layout: layout).prepare(system.domains)
      try await body(ValidationBench(layout: layout, rendered: try system.rendered(on: facts)))
    }
  }
}
