import Foundation

/// The end of a log.
struct LogTail: Sendable {
  let path: String
  /// Octets before this are not looked at.
  var start: UInt64 = 0

  /// At most the last 64 KiB are looked at.
  func lines() -> [Substring] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    guard let end = try? file.seekToEnd() else { return [] }
    // One that is shorter than it was has been begun anew.
    let begin = start <= end ? start : 0
    try? file.seek(toOffset: max(begin, end > 65_536 ? end - 65_536 : 0))
    let data = (try? file.readToEnd()) ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
  }

  func lines(_ count: Int) -> String { lines().suffix(count).joined(separator: "\n") }
}

/// Where several logs ended at one moment.
struct LogEnds: Sendable {
  private let ends: [String: UInt64]

  init(paths: [String]) {
    ends = Dictionary(uniqueKeysWithValues: paths.map { ($0, LogEnds.end(of: $0)) })
  }

  /// What was said since: the complaints, or everything when there are none. At most the last lines of it.
  func words(in path: String) -> String {
    let lines = LogTail(path: path, start: ends[path] ?? 0).lines()
    let complaints = lines.filter { line in LogEnds.complaints.contains { line.localizedCaseInsensitiveContains($0) } }
    return (complaints.isEmpty ? lines : complaints).suffix(8).joined(separator: "\n")
  }

  /// How the four programs mark them.
  private static let complaints = ["fatal", "panic", "error", "cannot", "warning: "]

  private static func end(of path: String) -> UInt64 {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.uint64Value ?? 0
  }
}
