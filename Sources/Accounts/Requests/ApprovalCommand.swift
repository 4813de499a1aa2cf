import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct ApprovalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approval",
    abstract: spoken(
      en: "The two-person rule: what takes a second person.", es: "La regla de dos personas: qué exige una segunda."),
    discussion: spoken(
      en: "Example: palomar approval set accounts.remove --from 10",
      es: "Ejemplo: palomar approval set accounts.remove --from 10"),
    subcommands: [List.self, Change.self, Remove.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List what takes a second person.", es: "Enumera lo que exige una segunda persona."),
      discussion: spoken(en: "Example: palomar approval list", es: "Ejemplo: palomar approval list"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListApprovals())) { rules in
        var table = Table(
          spoken(en: "PERMISSIONS", es: "PERMISOS"), spoken(en: "FROM", es: "DESDE"), spoken(en: "BY", es: "POR"),
          spoken(en: "SINCE", es: "DESDE EL"))
        for rule in rules {
          table.add(
            rule.permissions.text, rule.threshold == 1 ? spoken(en: "always", es: "siempre") : "\(rule.threshold)",
            rule.actor, rule.created.formatted(.iso8601))
        }
        return table.text
      }
    }
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: spoken(en: "Say what takes a second person.", es: "Dice qué exige una segunda persona."),
      discussion: spoken(
        en: """
          Without --from always; otherwise from so many on, in one request or within an hour. Once there is a rule and a second
          administrator, changing the rules takes a second person too.
          Example: palomar approval set accounts.remove --from 10
          """,
        es: """
          Sin --from, siempre; si no, a partir de tantos, en una petición o en una hora. En cuanto hay una regla y un segundo
          administrador, cambiar las reglas exige también una segunda persona.
          Ejemplo: palomar approval set accounts.remove --from 10
          """))
    @OptionGroup var what: ApprovalPattern
    @Option(help: ArgumentHelp(spoken(en: "From so many objects on.", es: "A partir de tantos objetos."))) var from = 1
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let rule = try await instance.client.perform(
        SetApproval(permissions: what.permissions, threshold: QueryNumber(from)))
      try output.show(rule) {
        $0.threshold == 1
          ? spoken(
            en: "\($0.permissions) takes a second person now.", es: "\($0.permissions) exige ahora una segunda persona."
          )
          : spoken(
            en: "\($0.permissions) takes a second person now, from \($0.threshold) on.",
            es: "\($0.permissions) exige ahora una segunda persona, a partir de \($0.threshold).")
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Let one person do it again.", es: "Vuelve a dejarlo en manos de una persona."),
      discussion: spoken(
        en: "Example: palomar approval remove accounts.remove", es: "Ejemplo: palomar approval remove accounts.remove"))
    @OptionGroup var what: ApprovalPattern
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let rule = try await instance.client.perform(RemoveApproval(permissions: what.permissions))
      try output.show(rule) {
        spoken(
          en: "\($0.permissions) takes one person again.", es: "Para \($0.permissions) vuelve a bastar una persona.")
      }
    }
  }
}

struct ApprovalPattern: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      spoken(en: "As accounts.remove, accounts.* or *.remove.", es: "Como accounts.remove, accounts.* o *.remove.")),
    transform: PermissionPattern.init(_:))
  var permissions: PermissionPattern
}
