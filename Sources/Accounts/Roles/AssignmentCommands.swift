import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension RoleCommand {
  struct Assign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Give an account a role.", es: "Da un rol a una cuenta."),
      discussion: spoken(
        en: """
          Without --domain or --group it holds everywhere; over a group, for the accounts of its domain that are in it. Nobody gives what they do not hold themselves.
          Example: palomar role assign ana@example.org support --domain example.org --until 2026-12-31 --reason 'holiday cover'
          """,
        es: """
          Sin --domain ni --group vale en todas partes; sobre un grupo, para las cuentas de su dominio que están en él. Nadie da lo que no tiene.
          Ejemplo: palomar role assign ana@example.org support --domain example.org --until 2026-12-31 --reason 'vacaciones'
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @Argument(help: ArgumentHelp(spoken(en: "The role's name.", es: "El nombre del rol."))) var role: String
    @OptionGroup var place: PlaceOption
    @OptionGroup var team: GroupOption
    @Option(help: ArgumentHelp(spoken(en: "Ends by itself then.", es: "Termina sola entonces.")), transform: moment)
    var until: Date?
    @Option(help: ArgumentHelp(spoken(en: "Why.", es: "Por qué."))) var reason: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let made = try await instance.client.perform(
        AssignRole(
          address: address, role: role, domain: place.domain, group: team.group, until: until, reason: reason))
      try output.show(made) {
        spoken(
          en: "\($0.account) has the role \($0.role) in \($0.scope) now.",
          es: "\($0.account) tiene ahora el rol \($0.role) en \($0.scope).")
      }
    }
  }

  struct Unassign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Take a role from an account.", es: "Quita un rol a una cuenta."),
      discussion: spoken(
        en: "Example: palomar role unassign ana@example.org support --domain example.org",
        es: "Ejemplo: palomar role unassign ana@example.org support --domain example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @Argument(help: ArgumentHelp(spoken(en: "The role's name.", es: "El nombre del rol."))) var role: String
    @OptionGroup var place: PlaceOption
    @OptionGroup var team: GroupOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let ended = try await instance.client.perform(
        UnassignRole(address: address, role: role, domain: place.domain, group: team.group))
      try output.show(ended) {
        spoken(
          en: "\($0.account) has the role \($0.role) in \($0.scope) no more.",
          es: "\($0.account) ya no tiene el rol \($0.role) en \($0.scope).")
      }
    }
  }

  struct Assignments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List who has which role.", es: "Enumera quién tiene qué rol."),
      discussion: spoken(
        en: "Example: palomar role assignments --account ana@example.org",
        es: "Ejemplo: palomar role assignments --account ana@example.org"))
    @Option(
      help: ArgumentHelp(spoken(en: "Only of this account.", es: "Solo de esta cuenta.")), transform: Address.init(_:))
    var account: Address?
    @Option(help: ArgumentHelp(spoken(en: "Only of this role.", es: "Solo de este rol."))) var role: String?
    @OptionGroup var place: PlaceOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let assignments = try await everyPage {
        try await client.ask(ListAssignments(account: account, role: role, domain: place.domain, after: $0))
      }
      try output.show(assignments, people: \.table)
    }
  }
}

struct PlaceOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(spoken(en: "Only in this domain.", es: "Solo en este dominio.")), transform: DomainName.init(_:))
  var domain: DomainName?
}

struct GroupOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      spoken(en: "Only over the accounts of this group.", es: "Solo sobre las cuentas de este grupo.")),
    transform: Address.init(_:))
  var group: Address?
}

extension [RoleAssignment] {
  var table: String {
    var table = Table(
      spoken(en: "ACCOUNT", es: "CUENTA"), spoken(en: "ROLE", es: "ROL"), spoken(en: "WHERE", es: "DÓNDE"),
      spoken(en: "UNTIL", es: "HASTA"), spoken(en: "BY", es: "POR"), spoken(en: "REASON", es: "MOTIVO"))
    for line in self {
      table.add(
        line.account.text, line.role, line.scope.text, line.until?.formatted(.iso8601) ?? "—", line.actor,
        line.reason ?? "")
    }
    return table.text
  }
}
