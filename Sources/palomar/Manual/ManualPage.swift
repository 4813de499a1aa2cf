import Foundation
import Surface

/// The manual page, in the language of whoever asks, from what the parser knows. In the macros of man(7).
struct ManualPage {
  let program: CommandDescription

  /// Options that most commands have stand in a section of their own.
  private var common: [CommandDescription.Argument] {
    let leaves = program.leaves
    let options = leaves.flatMap(\.ownArguments).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return options.filter { $0.value * 2 > leaves.count }.map(\.key).sorted { $0.spelling < $1.spelling }
  }

  var text: String {
    let name = program.commandName
    var page = Roff()
    page.macro("TH", name.uppercased(), "1", "", "Palomar \(Version.current)", "")
    // What one types is not to be stretched or hyphenated.
    page.macro("nh")
    page.macro("ad l")
    page.macro("SH", spoken(en: "NAME", es: "NOMBRE"))
    page.line("\(name) - \(program.abstract ?? "")")
    page.macro("SH", spoken(en: "SYNOPSIS", es: "SINOPSIS"))
    page.line("\(name) \(spoken(en: "COMMAND [ARGUMENT…] [OPTION…]", es: "ORDEN [ARGUMENTO…] [OPCIÓN…]"))")
    page.macro("SH", spoken(en: "DESCRIPTION", es: "DESCRIPCIÓN"))
    page.paragraph(program.discussion ?? "")
    page.macro("SH", spoken(en: "COMMANDS", es: "ÓRDENES"))
    for command in program.leaves { describe(command, on: &page) }
    page.macro("SH", spoken(en: "OPTIONS", es: "OPCIONES"))
    list(common, on: &page)
    page.item("--help", spoken(en: "Describe a command, with an example.", es: "Describe una orden, con un ejemplo."))
    page.item("--version", spoken(en: "Print the version.", es: "Escribe la versión."))
    page.item(
      "--generate-completion-script bash|zsh|fish",
      spoken(en: "Write completion for that shell.", es: "Escribe el autocompletado de ese intérprete."))
    finish(&page)
    return page.text
  }

  private func describe(_ command: CommandDescription, on page: inout Roff) {
    let own = command.ownArguments.filter { !common.contains($0) }
    let words = own.map { $0.isOptional ? "[\($0.spelling)]" : $0.spelling }
    page.macro("SS", ([command.name] + words).joined(separator: " "))
    page.paragraph([command.abstract, command.discussion].compactMap { $0 }.joined(separator: "\n"))
    list(own, on: &page)
  }

  private func list(_ arguments: [CommandDescription.Argument], on page: inout Roff) {
    for argument in arguments {
      if let abstract = argument.abstract { page.item(argument.spelling, abstract) }
    }
  }

  private func finish(_ page: inout Roff) {
    page.macro("SH", spoken(en: "ENVIRONMENT", es: "ENTORNO"))
    page.item(
      "PALOMAR_DIR",
      spoken(en: "The instance's directory, without --dir.", es: "El directorio de la instancia, sin --dir."))
    page.item(
      "PALOMAR_REASON",
      spoken(en: "Why a change is made, for the journal.", es: "Por qué se hace un cambio, para el diario."))
    page.item(
      "LC_ALL, LC_MESSAGES, LANG", spoken(en: "English, or Spanish for es….", es: "Español con es…; si no, inglés."))
    page.macro("SH", spoken(en: "EXIT STATUS", es: "CÓDIGOS DE SALIDA"))
    for meaning in ExitCodes.meanings { page.item("\(meaning.code)", meaning.text(in: .spoken)) }
  }
}

/// Text with the requests of man(7) in it.
struct Roff {
  private(set) var text = ""

  mutating func macro(_ name: String, _ words: String...) {
    let quoted = words.map { "\"\(Roff.escaped($0).replacing("\"", with: "\\(dq"))\"" }
    text += ([".\(name)"] + quoted).joined(separator: " ") + "\n"
  }

  mutating func line(_ words: String) {
    // A line that begins with one of these would be a request (groff(7)).
    text += (words.hasPrefix(".") || words.hasPrefix("'") ? "\\&" : "") + Roff.escaped(words) + "\n"
  }

  /// Every line of it begins on a line of its own.
  mutating func paragraph(_ words: String) {
    text += ".PP\n"
    for (place, part) in words.split(separator: "\n").enumerated() {
      if place > 0 { text += ".br\n" }
      line(part.trimmingCharacters(in: .whitespaces))
    }
  }

  mutating func item(_ term: String, _ words: String) {
    text += ".TP\n.B \(Roff.escaped(term))\n"
    line(words)
  }

  /// What one types must not become a typographer's hyphen or quote.
  private static func escaped(_ words: String) -> String {
    words.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
      .replacing("`", with: "\\(ga").replacing("~", with: "\\(ti").replacing("^", with: "\\(ha")
  }
}
