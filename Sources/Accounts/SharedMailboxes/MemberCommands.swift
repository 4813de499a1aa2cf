import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension SharedCommand {
  struct Grant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Let somebody into a shared mailbox.", es: "Da a alguien acceso a un buzón compartido."),
      discussion: spoken(
        en: """
          Rights: read or manage; and send-as, or send-on-behalf, which names the person in each message.
          Example: palomar shared grant info@example.org --to ana@example.org --rights manage,send-as
          """,
        es: """
          Derechos: read o manage; y send-as, o send-on-behalf, que nombra a la persona en cada mensaje.
          Ejemplo: palomar shared grant info@example.org --to ana@example.org --rights manage,send-as
          """))
    @Argument(transform: Address.init(_:)) var mailbox: Address
    @OptionGroup var grant: GrantOptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let made = try await instance.client(because: why.reason).perform(
        AddMember(mailbox: mailbox, member: grant.member, rights: grant.rights, until: grant.until))
      try output.show(made) { $0.line }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Take somebody's access away, at once.", es: "Retira el acceso de alguien, al momento."),
      discussion: spoken(
        en: "Example: palomar shared revoke info@example.org --from ana@example.org",
        es: "Ejemplo: palomar shared revoke info@example.org --from ana@example.org"))
    @Argument(transform: Address.init(_:)) var mailbox: Address
    @OptionGroup var loss: RevokeOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let gone = try await instance.client.perform(RemoveMember(mailbox: mailbox, member: loss.member))
      try output.show(gone) { $0.farewell }
    }
  }
}

extension SharedMailbox {
  func lines(at now: Date) -> String {
    mailbox.sharedLines(at: now) + "\n" + MailboxGrant.table(members, at: now)
  }
}

extension Account {
  func sharedLines(at now: Date) -> String {
    let (copies, limit) = (sharedSent?.rawValue ?? "", quota?.description ?? "—")
    return spoken(
      en: """
        \(address) \(displayName)
        State: \(standing(at: now).spokenName) · quota: \(limit) · copies of what is sent: \(copies)
        """,
      es: """
        \(address) \(displayName)
        Estado: \(standing(at: now).spokenName) · cuota: \(limit) · copias de lo enviado: \(copies)
        """)
  }
}
