import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct PasswordPolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password-policy",
    abstract: spoken(en: "What is asked of passwords.", es: "Qué se pide a las contraseñas."),
    discussion: spoken(
      en: """
        Every password that somebody chooses must be hard to guess: common words, names, dates and keyboard rows count
        little. A file of leaked passwords is searched too, if there is one.
        Example: palomar password-policy set --leaked-list /var/lib/pwned-passwords-sha1.txt
        """,
      es: """
        Toda contraseña que alguien elija debe ser difícil de adivinar: las palabras corrientes, los nombres, las fechas y
        las filas del teclado cuentan poco. Si hay un fichero de contraseñas filtradas, también se busca en él.
        Ejemplo: palomar password-policy set --leaked-list /var/lib/pwned-passwords-sha1.txt
        """),
    subcommands: [Show.self, Change.self], defaultSubcommand: Show.self)

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show it.", es: "La muestra."),
      discussion: spoken(en: "Example: palomar password-policy show", es: "Ejemplo: palomar password-policy show"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ShowPasswordPolicy()), people: \.text)
    }
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: spoken(en: "Change it.", es: "La cambia."),
      discussion: spoken(
        en: "What is not given stays. Example: palomar password-policy set --link-minutes 30",
        es: "Lo que no se indica se queda. Ejemplo: palomar password-policy set --link-minutes 30"))
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "A file of sorted SHA-1 hashes, as Have I Been Pwned’s downloader writes it.",
          es: "Un fichero de resúmenes SHA-1 ordenados, como lo escribe el descargador de Have I Been Pwned."),
        valueName: "file"))
    var leakedList: String?
    @Flag(help: ArgumentHelp(spoken(en: "Do without a list.", es: "Prescinde de la lista."))) var noLeakedList = false
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "How long a link for a new password holds.", es: "Cuánto vale un enlace para una contraseña nueva.")))
    var linkMinutes: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let path = leakedList.map { URL(fileURLWithPath: $0).path }
      let change = ChangePasswordPolicy(leakedList: noLeakedList ? "" : path, linkMinutes: linkMinutes)
      try output.show(try await instance.client.perform(change), people: \.text)
    }
  }
}

extension PasswordPolicy {
  fileprivate var text: String {
    let list = leakedList ?? spoken(en: "none", es: "ninguna")
    return """
      \(spoken(en: "leaked passwords", es: "contraseñas filtradas")): \(list)
      \(spoken(en: "a link holds for", es: "un enlace vale")): \(linkMinutes) min
      """
  }
}
