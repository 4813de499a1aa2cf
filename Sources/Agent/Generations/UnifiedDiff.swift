import Foundation

/// Unified diffs with three lines of context, by diff(1) of Debian's diffutils, which every host has.
enum UnifiedDiff {
  /// From the file at `path` to `contents`.
  static func of(file path: String, becoming contents: String) async throws -> String {
    let program = Program("/usr/bin/diff", ["--unified", "--label", path, "--label", path, "--", path, "-"])
    return try await program.run(input: Array(contents.utf8)).output
  }

  /// A file that is not there yet.
  static func adding(_ path: String, _ contents: String) -> String {
    whole(contents, from: "/dev/null", to: path, hunk: { "@@ -0,0 +1,\($0) @@" }, mark: "+")
  }

  /// A file that goes away.
  static func removing(_ path: String, _ contents: String) -> String {
    whole(contents, from: path, to: "/dev/null", hunk: { "@@ -1,\($0) +0,0 @@" }, mark: "-")
  }

  private static func whole(
    _ contents: String, from old: String, to new: String, hunk: (Int) -> String, mark: String
  ) -> String {
    var lines = contents.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return (["--- \(old)", "+++ \(new)", hunk(lines.count)] + lines.map { mark + $0 }).joined(separator: "\n") + "\n"
  }
}
