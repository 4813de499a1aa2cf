import Foundation
import MailConfig
import MailModel
import TestSupport

/// A rendered set in a directory of its own, where the real programs can read it.
struct InstalledSet {
  let layout: Layout

  static func with<Result: Sendable>(
    _ system: MailSystem, _ body: (InstalledSet) async throws -> Result
  ) async throws -> Result {
    try await ScratchDirectory.with { path in
      let set = InstalledSet(layout: .local(path))
      try set.install(system.rendered(on: Sample.facts(set.layout)))
      return try await body(set)
    }
  }

  private func install(_ set: ConfigSet) throws {
    for directory in layout.directories(mailUser: Sample.facts().mailUser) {
      try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
      try own(directory.path, directory.owner, directory.mode)
    }
    for file in set.files {
      try Data(file.contents.utf8).write(to: URL(filePath: file.path))
      try own(file.path, file.owner, file.mode)
    }
    for file in [layout.tlsChain, layout.tlsKey] { try Data().write(to: URL(filePath: file)) }
  }

  /// Programs look at owners of files and of their data directories; a user of the control plane may not exist here.
  private func own(_ path: String, _ owner: String, _ mode: UInt16) throws {
    let name = owner == "palomar" ? "root" : owner
    var attributes: [FileAttributeKey: Any] = [.posixPermissions: Int(mode)]
    if let number = Int(name) { attributes[.ownerAccountID] = number } else { attributes[.ownerAccountName] = name }
    try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
  }

  /// What a program says, and how it ends.
  func run(_ command: String...) throws -> (status: Int32, words: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, words)
  }
}
