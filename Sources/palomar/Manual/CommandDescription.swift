import ArgumentParser
import Foundation

/// A command as the parser describes it, with everything below it.
struct CommandDescription: Decodable {
  struct Argument: Decodable, Hashable {
    struct Name: Decodable, Hashable {
      var kind: String
      var name: String
    }

    /// `positional`, `option` or `flag`.
    var kind: String
    var abstract: String?
    var valueName: String?
    var preferredName: Name?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool
  }

  var commandName: String
  var superCommands: [String]?
  var abstract: String?
  var discussion: String?
  var shouldDisplay: Bool
  var subcommands: [CommandDescription]?
  var arguments: [Argument]?

  /// The whole of a program. The description is the parser's own, the one that it writes for
  /// `--experimental-dump-help`.
  static func of(_ root: (some ParsableCommand).Type) throws -> CommandDescription {
    try JSONDecoder().decode(Dump.self, from: Data(root._dumpHelp().utf8)).command
  }

  private struct Dump: Decodable {
    var command: CommandDescription
  }

  /// As it is typed.
  var name: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

  /// What the parser adds to every command is described once, in our own words.
  var ownArguments: [Argument] {
    (arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.preferredName?.name) }
  }

  /// The commands that do something: those without others below them.
  var leaves: [CommandDescription] {
    let visible = (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    return visible.isEmpty ? [self] : visible.flatMap(\.leaves)
  }
}

extension CommandDescription.Argument {
  /// `--quota QUOTA`, `--json` or `ADDRESS`.
  var spelling: String {
    let value = (valueName ?? "").uppercased() + (isRepeating ? "…" : "")
    switch (kind, preferredName) {
    case ("flag", let name?): return "--\(name.name)"
    case ("option", let name?): return "--\(name.name) \(value)"
    default: return value
    }
  }
}
