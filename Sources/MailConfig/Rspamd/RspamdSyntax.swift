import MailModel

/// Which Rspamd the files are for.
enum RspamdSyntax: Sendable {
  case v3

  init(_ version: Version) throws(Fault) {
    guard version >= Version(3, 4), version < Version(4) else {
      throw .unknownVersion("Rspamd", version, known: "3.4 – 3.14")
    }
    self = .v3
  }

  /// All settings stand in `override.d`, which wins over what Rspamd ships and over what its controller was told.
  func files(of plan: RenderPlan) -> [ConfigFile] {
    let directory = plan.layout.rspamdConfig
    let settings = plan.rspamdSections.map { ("override.d/\($0.file)", $0.text) }
    let suffixes = plan.layout.reachesOut ? [] : [("suffixes.dat", suffixList)]
    return (settings + suffixes + [("rspamd.local.lua", plan.rspamdRules)]).map { name, contents in
      ConfigFile(path: "\(directory)/\(name)", contents: contents, program: .rspamd)
    }
  }
}

/// One of Rspamd's sections, which each have a file.
struct RspamdSection: Sendable {
  let file: String
  let text: String

  /// `name` is what overrides call the section.
  init(_ file: String, _ groups: [SettingGroup], overrides: [AcceptedOverride] = []) {
    self.file = file
    text = SettingFile(groups: groups, overrides: overrides, line: RspamdSection.line).text
  }

  /// UCL: a nested section follows its name, any other value an equals sign.
  private static func line(_ setting: Setting) -> String {
    setting.value.hasPrefix("{") ? "\(setting.name) \(setting.value)" : "\(setting.name) = \(setting.value);"
  }

  /// A module that stays off.
  static func off(_ module: String, because reason: String) -> RspamdSection {
    RspamdSection("\(module).conf", [SettingGroup(reason, ["enabled": "false"])])
  }
}

extension RenderPlan {
  var rspamdSections: [RspamdSection] {
    rspamdWorkers + rspamdOptions + rspamdSigning + rspamdMemory + rspamdOff
  }
}

/// UCL: a quoted string; what we quote are names and paths of letters, digits and `/._-+@:=[]` and spaces.
func quoted(_ text: String) -> String { "\"\(text)\"" }

func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ", "))]" }

extension Layout {
  var suffixList: String { "\(rspamdConfig)/suffixes.dat" }
}

/// The endings by which addresses of web pages are known in running text, where nobody's spam is judged.
///
/// The whole Public Suffix List has 9,600, and compiling them takes ten seconds at the first start.
private let suffixList = """
  // Rendered by Palomar: endings of domain names.
  com
  org
  net
  edu
  gov
  info
  eu
  es
  de
  fr
  it
  pt
  mx
  ar
  cl
  co
  io
  co.uk
  com.ar
  com.mx
  example
  test

  """
