import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension AccountCommand {
  struct DelegationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delegation",
      abstract: spoken(
        en: "Who else uses a person's mailbox, and how.", es: "Quién más usa el buzón de una persona, y cómo."),
      discussion: spoken(
        en: "Example: palomar account delegation show ana@example.org",
        es: "Ejemplo: palomar account delegation show ana@example.org"),
      subcommands: [Show.self, Grant.self, Revoke.self])
  }
}

extension AccountCommand.DelegationCommand {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Show who has access, and to what its owner has.", es: "Muestra quién tiene acceso, y a qué lo tiene."),
      discussion: spoken(
        en: "Example: palomar account delegation show ana@example.org",
        es: "Ejemplo: palomar account delegation show ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let shown = try await instance.client.ask(ShowDelegations(address: address))
      try output.show(shown) { MailboxGrant.table($0.given + $0.received, at: Date()) }
    }
  }

  struct Grant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Let somebody into a person's mailbox.", es: "Da a alguien acceso al buzón de una persona."),
      discussion: spoken(
        en: """
          Whose mailbox it is sees it, with the reason.
          Example: palomar account delegation grant ana@example.org --to luis@example.org --rights read \
          --until 2026-09-01 --reason 'absence, ticket 17'
          """,
        es: """
          Quien tiene el buzón lo ve, con el motivo.
          Ejemplo: palomar account delegation grant ana@example.org --to luis@example.org --rights read \
          --until 2026-09-01 --reason 'ausencia, caso 17'
          """))
    @Argument(transform: Address.init(_:)) var mailbox: Address
    @OptionGroup var grant: GrantOptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let made = try await instance.client(because: why.reason).perform(
        DelegateMailbox(mailbox: mailbox, member: grant.member, rights: grant.rights, until: grant.until))
      try output.show(made) { $0.line }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Take somebody's access away, at once.", es: "Retira el acceso de alguien, al momento."),
      discussion: spoken(
        en: "Example: palomar account delegation revoke ana@example.org --from luis@example.org",
        es: "Ejemplo: palomar account delegation revoke ana@example.org --from luis@example.org"))
    @Argument(transform: Address.init(_:)) var mailbox: Address
    @OptionGroup var loss: RevokeOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let gone = try await instance.client.perform(EndDelegation(mailbox: mailbox, member: loss.member))
      try output.show(gone) { $0.farewell }
    }
  }
}

/// Who gets which access, and until when.
struct GrantOptions: ParsableArguments {
  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(spoken(en: "Who gets it.", es: "Quién lo recibe."), valueName: "address"),
    transform: Address.init(_:))
  var member: Address
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "read or manage, and send-as or send-on-behalf, with a comma between.",
        es: "read o manage, y send-as o send-on-behalf, con una coma en medio.")),
    transform: MailboxRights.init(_:))
  var rights: MailboxRights
  @Option(
    help: ArgumentHelp(spoken(en: "When it ends by itself.", es: "Cuándo termina por sí solo."), valueName: "date"),
    transform: Day.parse)
  var until: Date?
}

struct RevokeOptions: ParsableArguments {
  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(spoken(en: "Who loses it.", es: "Quién lo pierde."), valueName: "address"),
    transform: Address.init(_:))
  var member: Address
}

extension MailboxGrant {
  var line: String { "\(member) → \(mailbox): \(rights.shown)" }

  var farewell: String {
    spoken(en: "\(member) has no access to \(mailbox) any more.", es: "\(member) ya no tiene acceso a \(mailbox).")
  }

  static func table(_ grants: [MailboxGrant], at now: Date) -> String {
    guard !grants.isEmpty else { return spoken(en: "Nobody else has access.", es: "Nadie más tiene acceso.") }
    var table = Table(
      spoken(en: "MAILBOX", es: "BUZÓN"), spoken(en: "PERSON", es: "PERSONA"), spoken(en: "RIGHTS", es: "DERECHOS"),
      spoken(en: "UNTIL", es: "HASTA"), spoken(en: "GIVEN BY", es: "DADO POR"), spoken(en: "REASON", es: "MOTIVO"))
    for grant in grants {
      let end = grant.until.map(Day.text) ?? "—"
      table.add(
        grant.mailbox.text, grant.member.text, grant.rights.shown,
        grant.isOver(at: now) ? spoken(en: "over", es: "terminó") : end, grant.givenBy, grant.reason)
    }
    return table.text
  }
}
