import Foundation
import MailConfig
import MailModel
import Testing

/// Every rendered file, byte for byte. `PALOMAR_RECORD=1` writes the files anew, and fails, so that nobody
/// takes a recording for a check.
@Suite struct GoldenFileTests {
  enum Case: String, CaseIterable {
    case localSQLite = "local-sqlite"
    case localPostgreSQL = "local-postgresql"
    case systemSQLite = "system-sqlite"
    case systemPostgreSQL = "system-postgresql"

    func render() throws -> ConfigSet {
      switch self {
      case .localSQLite: try Sample.system().rendered(on: Sample.facts())
      case .localPostgreSQL: try Sample.system(directory: Sample.postgreSQL).rendered(on: Sample.facts())
      case .systemSQLite: try Sample.publicSystem(directory: .sqlite).rendered(on: Sample.facts(.system))
      case .systemPostgreSQL: try Sample.publicSystem(directory: Sample.postgreSQL).rendered(on: Sample.facts(.system))
      }
    }
  }

  @Test(arguments: Case.allCases) func rendersWhatIsRecorded(_ sample: Case) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Goldens/\(sample.rawValue)").standardizedFileURL
    let rendered = Dictionary(uniqueKeysWithValues: try sample.render().files.map { ($0.path, document($0)) })
    if ProcessInfo.processInfo.environment["PALOMAR_RECORD"] == "1" {
      try record(rendered, in: folder)
      Issue.record("recorded \(rendered.count) files in \(folder.path)")
    }
    let recorded = try read(folder)
    #expect(Set(rendered.keys) == Set(recorded.keys))
    for (path, text) in rendered {
      #expect(text == recorded[path], "\(path)")
    }
  }

  /// What a file holds, and below it who may read it: both are part of what is rendered.
  private func document(_ file: ConfigFile) -> String {
    "\(file.contents)=== \(file.owner):\(file.group) \(String(file.mode, radix: 8)) \(file.program.rawValue)\n"
  }

  private func record(_ files: [String: String], in folder: URL) throws {
    try? FileManager.default.removeItem(at: folder)
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  private func read(_ folder: URL) throws -> [String: String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
      (try? folder.appending(path: name).resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
    return Dictionary(
      uniqueKeysWithValues: try names.map {
        ("/\($0)", String(decoding: try Data(contentsOf: folder.appending(path: $0)), as: UTF8.self))
      })
  }
}
