import ArgumentParser
import Foundation
import MailModel
import Surface

extension GroupCommand {
  struct Join: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Take members into a group.", es: "Incorpora miembros a un grupo."),
      discussion: spoken(
        en: """
          Accounts, addresses elsewhere, aliases and other groups. From --until on the group's mail goes to them no more.
          Example: palomar group join sales@example.org ana@example.org luis@example.org --until 2026-12-31
          """,
        es: """
          Cuentas, direcciones de fuera, alias y otros grupos. Desde --until ya no les llega el correo del grupo.
          Ejemplo: palomar group join ventas@example.org ana@example.org luis@example.org --until 2026-12-31
          """))
    @Argument(help: ArgumentHelp(spoken(en: "The group.", es: "El grupo.")), transform: Address.init(_:))
    var group: Address
    @Argument(help: ArgumentHelp(spoken(en: "Who joins.", es: "Quién entra.")), transform: Address.init(_:))
    var members: [Address]
    @Option(help: ArgumentHelp(spoken(en: "Ends by itself then.", es: "Termina sola entonces.")), transform: moment)
    var until: Date?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let joined = try await instance.client.perform(JoinGroup(address: group, members: members, until: until))
      try output.show(joined) { joined in
        joined.map {
          spoken(en: "\($0.member) is in \($0.group) now.", es: "\($0.member) está ahora en \($0.group).")
        }.joined(separator: "\n")
      }
    }
  }

  struct Leave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Take a member out of a group.", es: "Saca a un miembro de un grupo."),
      discussion: spoken(
        en: "Example: palomar group leave sales@example.org ana@example.org",
        es: "Ejemplo: palomar group leave ventas@example.org ana@example.org"))
    @Argument(help: ArgumentHelp(spoken(en: "The group.", es: "El grupo.")), transform: Address.init(_:))
    var group: Address
    @Argument(help: ArgumentHelp(spoken(en: "Who leaves.", es: "Quién sale.")), transform: Address.init(_:))
    var member: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let left = try await instance.client.perform(LeaveGroup(address: group, member: member))
      try output.show(left) {
        spoken(en: "\($0.member) is in \($0.group) no more.", es: "\($0.member) ya no está en \($0.group).")
      }
    }
  }

  struct Members: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List who is in a group.", es: "Enumera quién está en un grupo."),
      discussion: spoken(
        en: "Example: palomar group members sales@example.org",
        es: "Ejemplo: palomar group members ventas@example.org"))
    @Argument(help: ArgumentHelp(spoken(en: "The group.", es: "El grupo.")), transform: Address.init(_:))
    var group: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let members = try await everyPage { try await client.ask(ListMembers(address: group, after: $0)) }
      try output.show(members) { members in
        var table = Table(
          spoken(en: "MEMBER", es: "MIEMBRO"), spoken(en: "SINCE", es: "DESDE"), spoken(en: "UNTIL", es: "HASTA"))
        for member in members {
          table.add(member.member.text, Day.text(member.created), member.until.map(Day.text) ?? "—")
        }
        return table.text
      }
    }
  }
}
