import ArgumentParser
import Foundation
import MailModel
import Surface

extension AccountCommand {
  struct SuspendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "suspend",
      abstract: spoken(
        en: "Stop an account at once; its mail is kept.", es: "Suspende una cuenta al momento; su correo se conserva."),
      discussion: spoken(
        en: "Open sessions end. Example: palomar account suspend ana@example.org --reason \"password stolen\"",
        es:
          "Las sesiones abiertas terminan. Ejemplo: palomar account suspend ana@example.org --reason \"robo de clave\"")
    )
    @Argument(transform: Address.init(_:)) var address: Address
    @Flag(help: ArgumentHelp(spoken(en: "It goes on receiving.", es: "Sigue recibiendo."))) var receiveOnly = false
    @Option(help: ArgumentHelp(spoken(en: "Why.", es: "Por qué."))) var reason: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let account = try await instance.client.perform(
        SuspendAccount(address: address, receives: receiveOnly, reason: reason))
      try output.show(account) { $0.outcome(at: Date()) }
    }
  }

  struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume",
      abstract: spoken(en: "End a suspension.", es: "Termina una suspensión."),
      discussion: spoken(
        en: "Example: palomar account resume ana@example.org", es: "Ejemplo: palomar account resume ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let account = try await instance.client.perform(ResumeAccount(address: address))
      try output.show(account) { $0.outcome(at: Date()) }
    }
  }

  struct ExpireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "expire",
      abstract: spoken(en: "Say from when until when it is valid.", es: "Di desde cuándo y hasta cuándo vale."),
      discussion: spoken(
        en: """
          Dates are UTC: a day is its first second. Before --from mail is received and nobody signs in; from --on on it
          is as if suspended. What is not given has no limit.
          Example: palomar account expire ana@example.org --from 2026-09-01 --on 2027-01-01
          """,
        es: """
          Las fechas son UTC: un día es su primer segundo. Antes de --from se recibe correo y nadie entra; desde --on
          queda como suspendida. Lo que no se da no tiene límite.
          Ejemplo: palomar account expire ana@example.org --from 2026-09-01 --on 2027-01-01
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(
      name: .customLong("on"),
      help: ArgumentHelp(spoken(en: "When it ends.", es: "Cuándo termina."), valueName: "date"),
      transform: Day.parse)
    var until: Date?
    @Option(
      help: ArgumentHelp(spoken(en: "When it begins.", es: "Cuándo empieza."), valueName: "date"), transform: Day.parse)
    var from: Date?
    @Flag(help: ArgumentHelp(spoken(en: "Take both dates away.", es: "Quita las dos fechas."))) var never = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func validate() throws {
      guard (until != nil || from != nil) != never else {
        throw ValidationError(spoken(en: "Give --on, --from, or --never.", es: "Dé --on, --from, o --never."))
      }
    }

    func run() async throws {
      let account = try await instance.client.perform(ExpireAccount(address: address, from: from, until: until))
      try output.show(account) { $0.lines(at: Date()) }
    }
  }

  struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hold",
      abstract: spoken(
        en: "Keep its mail: it receives, nobody signs in, nobody removes it.",
        es: "Retiene su correo: recibe, nadie entra, nadie la elimina."),
      discussion: spoken(
        en: "Example: palomar account hold ana@example.org --reason \"case 2026/17\"",
        es: "Ejemplo: palomar account hold ana@example.org --reason \"causa 2026/17\""))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(help: ArgumentHelp(spoken(en: "Why.", es: "Por qué."))) var reason: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let account = try await instance.client.perform(HoldAccount(address: address, reason: reason))
      try output.show(account) { $0.outcome(at: Date()) }
    }
  }

  struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release",
      abstract: spoken(en: "End a hold.", es: "Termina una retención."),
      discussion: spoken(
        en: "Example: palomar account release ana@example.org", es: "Ejemplo: palomar account release ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let account = try await instance.client.perform(ReleaseAccount(address: address))
      try output.show(account) { $0.outcome(at: Date()) }
    }
  }
}
