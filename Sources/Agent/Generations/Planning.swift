import AgentProtocol
import Foundation
import MailConfig

/// What installing a set of files would change on this host.
struct Planning: Sendable {
  let next: ConfigSet
  /// The set in place, whose files go away when `next` does not have them.
  let present: ConfigSet?

  func changes() async throws -> [FileChange] {
    let kept = Set(next.files.map(\.path))
    let compared = try next.files.map { ($0, try $0.comparison()) }.filter { $0.1 != .equal }
    let outdated = present?.files.filter { !kept.contains($0.path) } ?? []
    return try await withThrowingTaskGroup(of: FileChange?.self) { group in
      for (file, comparison) in compared {
        group.addTask { try await Planning.change(to: file, comparison) }
      }
      for file in outdated {
        group.addTask { Planning.removal(of: file) }
      }
      return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }.sorted { $0.path < $1.path }
    }
  }

  private static func change(to file: ConfigFile, _ comparison: FileComparison) async throws -> FileChange? {
    switch comparison {
    case .equal: nil
    case .missing:
      FileChange(path: file.path, kind: .added, diff: UnifiedDiff.adding(file.path, file.contents))
    case .contents:
      FileChange(
        path: file.path, kind: .changed, diff: try await UnifiedDiff.of(file: file.path, becoming: file.contents))
    case .permissions(let present, _):
      FileChange(path: file.path, kind: .changed, diff: file.permissionDiff(from: present))
    }
  }

  private static func removal(of file: ConfigFile) -> FileChange? {
    guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
    let contents = String(decoding: data, as: UTF8.self)
    return FileChange(path: file.path, kind: .removed, diff: UnifiedDiff.removing(file.path, contents))
  }
}

extension ConfigFile {
  /// How owner and mode change; the contents stay.
  func permissionDiff(from present: String) -> String {
    "--- \(path)\n+++ \(path)\n-\(present)\n+\(String(mode, radix: 8)) \(owner):\(group)\n"
  }
}
