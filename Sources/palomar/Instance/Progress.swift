import Foundation
import Surface

/// Tells how far a long command is, one line a step, with the time that each took.
struct Progress {
  /// Lines go to standard error when standard output carries JSON.
  let toStandardError: Bool
  private let clock = ContinuousClock()
  private let begin = ContinuousClock.now

  init(toStandardError: Bool) {
    self.toStandardError = toStandardError
  }

  func step<Value>(_ title: String, _ work: () async throws -> Value) async throws -> Value {
    let start = clock.now
    let value = try await work()
    say("  ✓ \(title)  \(Self.text(clock.now - start))")
    return value
  }

  func say(_ line: String) {
    let handle = toStandardError ? FileHandle.standardError : FileHandle.standardOutput
    handle.write(Data("\(line)\n".utf8))
  }

  var total: String { Self.text(clock.now - begin) }

  static func text(_ duration: Duration) -> String {
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    return seconds < 1 ? "\(Int((seconds * 1_000).rounded())) ms" : String(format: "%.1f s", seconds)
  }
}
