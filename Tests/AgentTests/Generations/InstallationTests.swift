import Foundation
import MailConfig
import MailModel
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// After a crash at any moment there is one whole generation once the agent is back.
@Suite struct InstallationTests {
  @Test func putsEveryFileInPlaceAndRemovesWhatIsNoLongerInTheSet() async throws {
    try await bench { bench in
      try bench.install(1)
      try bench.install(2)
      #expect(try bench.inPlace() == bench.files(of: 2))
      #expect(try bench.shelf.installed() == 2)
    }
  }

  @Test func changesOnlyTheFilesThatDiffer() async throws {
    try await bench { bench in
      try bench.install(1)
      let changed = try Installation(shelf: bench.shelf).install(2)
      #expect(changed.map(\.contents) == ["b2", "d2"])
    }
  }

  /// Two files are written, two renamed, one removed, one directory flushed.
  @Test(arguments: 0..<6) func isWholeAgainAfterACrashAtAnyStep(_ step: Int) async throws {
    try await bench { bench in
      try bench.install(1)
      let crash = Crash(after: step)
      #expect(throws: (any Error).self) {
        try Installation(shelf: bench.shelf, operations: crash.operations).install(2)
      }
      // What the agent does at its start.
      if let number = try bench.shelf.installing() { try bench.install(number) }
      let present = try bench.inPlace()
      let isOld = try present == bench.files(of: 1) && bench.shelf.installed() == 1
      let isNew = try present == bench.files(of: 2) && bench.shelf.installed() == 2
      #expect(isOld || isNew)
    }
  }

  @Test func leavesTheOldGenerationUntouchedWhenAFileCannotBeWritten() async throws {
    try await bench { bench in
      try bench.install(1)
      var operations = FileOperations.live
      operations.writeBeside = { file in
        if file.contents == "d2" { throw SystemFailure("write", file.path, number: ENOSPC) }
        try FileOperations.live.writeBeside(file)
      }
      let failing = Installation(shelf: bench.shelf, operations: operations)
      #expect(throws: Fault(.unavailable, en: "", es: "")) { try failing.install(2) }
      #expect(try bench.inPlace() == bench.files(of: 1))
      #expect(try bench.shelf.installing() == nil)
    }
  }

  @Test func setsModeAndOwner() async throws {
    try await bench { bench in
      try bench.install(1)
      var status = stat()
      #expect(stat(bench.path("a"), &status) == 0)
      #expect(status.st_mode & 0o7777 == 0o640)
      let mail = try AccountNames.gid("mail")
      #expect(status.st_gid == mail)
    }
  }

  @Test func refusesToReplaceTheInstalledGenerationByAnotherOfItsNumber() async throws {
    try await bench { bench in
      try bench.install(1)
      #expect(throws: Fault(.conflict, en: "", es: "")) { try bench.shelf.save(bench.generation(1)) }
    }
  }

  @Test func saysThatAGenerationIsNotThere() async throws {
    try await bench { bench in
      #expect(throws: Fault(.notFound, en: "", es: "")) { try Installation(shelf: bench.shelf).install(9) }
    }
  }
}

/// Lets the first operations through and fails every one after them, as a kill between two of them would.
private final class Crash: Sendable {
  struct Killed: Error {}

  private let rest: Mutex<Int>

  init(after operations: Int) {
    rest = Mutex(operations)
  }

  private func pass() throws {
    try rest.withLock { rest in
      guard rest > 0 else { throw Killed() }
      rest -= 1
    }
  }

  var operations: FileOperations {
    FileOperations(
      writeBeside: {
        try self.pass()
        try FileOperations.live.writeBeside($0)
      },
      place: {
        try self.pass()
        try FileOperations.live.place($0)
      },
      remove: {
        try self.pass()
        try FileOperations.live.remove($0)
      },
      syncDirectory: {
        try self.pass()
        try FileOperations.live.syncDirectory($0)
      })
  }
}

/// Two generations: `a` stays, `b` changes, `c` goes, `d` comes.
private struct InstallationBench: Sendable {
  let directory: String

  var layout: Layout { .local(directory) }
  var shelf: GenerationShelf { GenerationShelf(layout: layout) }

  func path(_ name: String) -> String { "\(layout.postfixConfig)/\(name)" }

  func files(of number: Int) -> [String: String] {
    number == 1 ? ["a": "a1", "b": "b1", "c": "c1"] : ["a": "a1", "b": "b2", "d": "d2"]
  }

  func generation(_ number: Int) throws -> Generation {
    let set = ConfigSet(
      files(of: number).map {
        ConfigFile(path: path($0), contents: $1, mode: 0o640, group: "mail", program: .postfix)
      })
    return Generation(number: number, system: try .sample(), files: set)
  }

  func install(_ number: Int) throws {
    try Installation(shelf: shelf).install(number)
    try shelf.settle()
  }

  func inPlace() throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: layout.postfixConfig)
    let pairs = names.filter { !$0.hasSuffix(".palomar-new") }.map { name in
      (name, FileManager.default.contents(atPath: path(name)).map { String(decoding: $0, as: UTF8.self) } ?? "")
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}

extension InstallationTests {
  private func bench(_ body: (InstallationBench) async throws -> Void) async throws {
    try await ScratchDirectory.with { directory in
      let bench = InstallationBench(directory: directory)
      try FileManager.default.createDirectory(
        atPath: "\(bench.layout.agent)/generations", withIntermediateDirectories: true)
      for number in [1, 2] { try bench.shelf.save(bench.generation(number)) }
      try await body(bench)
    }
  }
}

extension MailSystem {
  static func sample(_ domains: [String] = ["palomar.test"], base: Int = 28_000) throws -> MailSystem {
    MailSystem(
      host: try DomainName("mx1.palomar.test"),
      domains: try domains.map { MailDomain(name: try DomainName($0), selector: try Selector("s1")) },
      ports: try Ports(base: base))
  }
}
