/// One line of a program's file.
struct Setting: Hashable, Sendable {
  let name: String
  let value: String
}

/// Settings that belong together, under a heading that says what they are for.
struct SettingGroup: Sendable {
  let title: String
  let settings: [Setting]

  init(_ title: String, _ settings: KeyValuePairs<String, String>) {
    self.title = title
    self.settings = settings.map { Setting(name: $0.key, value: $0.value) }
  }

  /// The same group without the settings that `names` holds.
  func without(_ names: Set<String>) -> SettingGroup {
    SettingGroup(title: title, settings: settings.filter { !names.contains($0.name) })
  }

  private init(title: String, settings: [Setting]) {
    self.title = title
    self.settings = settings
  }
}

/// A file of settings: groups in their order, then what overrides them.
///
/// An overridden setting stands only once, at the end: Postfix warns about a repeated one, and Rspamd would
/// take both as a list.
struct SettingFile: Sendable {
  let groups: [SettingGroup]
  let overrides: [AcceptedOverride]
  /// How the program writes one setting.
  let line: @Sendable (Setting) -> String

  var text: String {
    let overridden = Set(overrides.map(\.key))
    let parts = groups.map { $0.without(overridden) }.filter { !$0.settings.isEmpty }.map { group in
      (["# \(group.title)"] + group.settings.map(line)).joined(separator: "\n")
    }
    return ([header] + parts + overrides.map(overrideText)).joined(separator: "\n\n") + "\n"
  }

  private func overrideText(_ override: AcceptedOverride) -> String {
    "\(override.comment)\n\(line(Setting(name: override.key, value: override.value)))"
  }
}

/// Stands at the top of every rendered file, as a comment.
let header = """
  # Rendered by Palomar. Changes made here are reported as drift and replaced by the next generation;
  # use an override to change a setting.
  """
