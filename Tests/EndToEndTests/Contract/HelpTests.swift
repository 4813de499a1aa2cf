import Foundation
import MailModel
import TestSupport
import Testing

@testable import palomar

/// What the parser knows of every command, asked of the built program in both languages.
@Suite struct HelpTests {
  private static func described(in language: Language) async throws -> [CommandDescription] {
    let outcome = try await Program.run(
      [Program.palomar, "--experimental-dump-help"],
      environment: ["LC_ALL": language == .spanish ? "es_ES.UTF-8" : "C.UTF-8"])
    struct Dump: Decodable { var command: CommandDescription }
    return try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8)).command.all
  }

  @Test(arguments: [(Language.english, "Example"), (.spanish, "Ejemplo")])
  func everyCommandHasAnExample(_ language: Language, _ word: String) async throws {
    let commands = try await Self.described(in: language)
    #expect(commands.count > 30)
    for command in commands {
      let discussion = command.discussion ?? ""
      #expect(discussion.contains(word) && discussion.contains("palomar "), "\(command.name)")
    }
  }

  @Test func everyCommandAndOptionIsDescribedInBothLanguages() async throws {
    let pairs = zip(try await Self.described(in: .english), try await Self.described(in: .spanish))
    for (english, spanish) in pairs {
      #expect(english.name == spanish.name)
      #expect(english.abstract != nil && english.abstract != spanish.abstract, "\(english.name)")
      #expect(english.discussion != spanish.discussion, "\(english.name)")
      for (option, same) in zip(english.ownArguments, spanish.ownArguments) where option.kind != "positional" {
        #expect(option.abstract != nil && option.abstract != same.abstract, "\(english.name) \(option.spelling)")
      }
    }
  }

  @Test func theHelpOfEveryCommandIsPrintedAndEndsWell() async throws {
    for command in try await Self.described(in: .english) {
      let words = command.name.split(separator: " ").dropFirst().map(String.init)
      let outcome = try await Program.run([Program.palomar] + words + ["--help"])
      #expect(outcome.code == 0 && outcome.output.contains("USAGE: \(command.name)"), "\(command.name)")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionIsWrittenAndAcceptedByTheShell(_ shell: String) async throws {
    let script = try await Program.run([Program.palomar, "--generate-completion-script", shell])
    #expect(script.code == 0 && script.output.contains("palomar"))
    let path = "/usr/bin/\(shell)"
    guard FileManager.default.isExecutableFile(atPath: path) else { return }
    let reading = try await Program.run([path, "-n"], input: script.output)
    #expect(reading.code == 0 && reading.complaints.isEmpty, "\(reading.complaints)")
  }
}

@Suite struct ManualTests {
  @Test(arguments: [(Language.english, "EXIT STATUS"), (.spanish, "CÓDIGOS DE SALIDA")])
  func theManualPageIsAcceptedAndSaysEverything(_ language: Language, _ heading: String) async throws {
    let environment = ["LC_ALL": language == .spanish ? "es_ES.UTF-8" : "C.UTF-8", "MANWIDTH": "200"]
    let page = try await Program.run([Program.palomar, "manual"], environment: environment)
    #expect(page.code == 0)
    let rendered = try await Program.run(
      ["/usr/bin/groff", "-man", "-ww", "-Kutf8", "-Tutf8", "-P-c", "-rLL=200n"], input: page.output)
    #expect(rendered.code == 0 && rendered.complaints.isEmpty, "\(rendered.complaints)")
    let text = rendered.output.replacing(#/.\u{8}/#, with: "")
    for words in ["PALOMAR_DIR", heading, "palomar dns check", "--resolver", "64", "palomar journal list"] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("palomar serve"))
  }
}

extension CommandDescription {
  /// This one and all below it that are shown.
  fileprivate var all: [CommandDescription] {
    let below = (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    return [self] + below.flatMap(\.all)
  }
}
