import Kernel

/// Notes how long each stage of a probe takes.
struct StageRecord {
  private let clock = ContinuousClock()
  private var started: ContinuousClock.Instant
  private(set) var stages: [ProbeStage] = []
  /// The stage that runs now.
  private(set) var current: String

  init(first stage: String) {
    current = stage
    started = clock.now
  }

  /// Ends the current stage with `detail`; the next one begins.
  mutating func finish(_ detail: String, next stage: String) {
    let now = clock.now
    let milliseconds = (now - started) / .milliseconds(1)
    stages.append(ProbeStage(name: current, ms: Int(milliseconds.rounded()), detail: detail))
    current = stage
    started = now
  }

  /// Ends with the failure of the current stage, which may be one whose time was taken before.
  mutating func fail(_ detail: String) {
    if stages.contains(where: { $0.name == current }) {
      amend(current, detail)
    } else {
      finish(detail, next: current)
    }
  }

  /// Says more of a stage that is over.
  mutating func amend(_ name: String, _ detail: String) {
    guard let index = stages.firstIndex(where: { $0.name == name }) else { return }
    stages[index].detail = detail
  }
}
