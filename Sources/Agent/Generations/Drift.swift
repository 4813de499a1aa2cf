import AgentProtocol
import Foundation
import MailConfig
import MailModel

/// What differs between a generation and the files of the host.
struct Drift: Sendable {
  let files: ConfigSet
  /// Directories in which every file should be one of ours.
  let directories: [String]

  func find() async throws -> [DriftedFile] {
    var drifted: [DriftedFile] = []
    for file in files.files {
      if let found = try await Drift.compare(file) { drifted.append(found) }
    }
    return (drifted + unknown()).sorted { $0.path < $1.path }
  }

  private static func compare(_ file: ConfigFile) async throws -> DriftedFile? {
    switch try file.comparison() {
    case .equal: nil
    case .missing:
      DriftedFile(
        path: file.path, kind: .missing, since: nil, diff: UnifiedDiff.removing(file.path, file.contents))
    case .contents(let modified):
      DriftedFile(path: file.path, kind: .changed, since: modified, diff: try await difference(file))
    case .permissions(let present, let changed):
      DriftedFile(
        path: file.path, kind: .permissions, since: changed, diff: file.permissionDrift(to: present))
    }
  }

  /// From what should be to what is.
  private static func difference(_ file: ConfigFile) async throws -> String {
    let program = Program(
      "/usr/bin/diff", ["--unified", "--label", file.path, "--label", file.path, "--", "-", file.path])
    return try await program.run(input: Array(file.contents.utf8)).output
  }

  /// Files that nobody rendered. What sievec(1) makes of a script belongs to the script.
  private func unknown() -> [DriftedFile] {
    let known = Set(files.files.map(\.path))
    let compiled = Set(known.filter { $0.hasSuffix(".sieve") }.map { String($0.dropLast("sieve".count)) + "svbin" })
    return directories.flatMap { directory in
      let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
      return names.map { "\(directory)/\($0)" }.filter { !known.contains($0) && !compiled.contains($0) }
        .compactMap(Drift.stranger)
    }
  }

  private static func stranger(_ path: String) -> DriftedFile? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
    return DriftedFile(path: path, kind: .unknown, since: status.modified, diff: "")
  }
}

extension ConfigFile {
  fileprivate func permissionDrift(to present: String) -> String {
    "--- \(path)\n+++ \(path)\n-\(String(mode, radix: 8)) \(owner):\(group)\n+\(present)\n"
  }
}

extension Layout {
  /// Where every file is rendered. On a host of its own these are Debian's directories and hold its files too.
  var managedDirectories: [String] {
    profile == .local ? configDirectories : []
  }

  var configDirectories: [String] { [postfixConfig, dovecotConfig, rspamdConfig, redisConfig] }
}
