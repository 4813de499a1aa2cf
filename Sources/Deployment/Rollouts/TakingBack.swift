import Kernel
import MailModel
import Store

extension Work {
  /// A generation that did not get through takes back what it brought into the store: its settings and its new
  /// overrides. Otherwise the store would ask for what cannot serve, and every later rollout would fail for it.
  /// What somebody has changed again since stays as they want it.
  func takeBack(_ generation: Generation) throws {
    guard let outcome = generation.outcome, [.refused, .returned, .failed].contains(outcome) else { return }
    let table = GenerationTable(db: db)
    guard let previous = try generation.previous.flatMap(table.system(of:)),
      let failed = try table.system(of: generation.number)
    else { return }
    try takeBackSettings(ServiceSettings(of: failed), for: ServiceSettings(of: previous))
    try takeBackOverrides(failed.overrides.filter { !previous.overrides.contains($0) })
  }

  private func takeBackSettings(_ failed: ServiceSettings, for previous: ServiceSettings) throws {
    guard failed != previous, try ServiceSettings.find(in: db) == failed else { return }
    try perform(UpdateSettings(to: previous))
  }

  private func takeBackOverrides(_ added: [Override]) throws {
    for line in try OverrideTable(db: db).all() where added.contains(line.override) {
      try perform(RemoveOverride(program: line.program, setting: line.setting))
    }
  }
}
