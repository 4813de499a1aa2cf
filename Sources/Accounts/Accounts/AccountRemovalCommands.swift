import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension AccountCommand {
  struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: spoken(
        en: "Remove an account; for 30 days it can be restored.",
        es: "Elimina una cuenta; durante 30 días puede recuperarse."),
      discussion: spoken(
        en: "Then its mail is set aside on the host. Example: palomar account remove ana@example.org",
        es: "Después su correo se aparta en el equipo. Ejemplo: palomar account remove ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(
      help: ArgumentHelp(
        spoken(en: "For how many days instead of 30.", es: "Durante cuántos días en vez de 30."), valueName: "days"))
    var keep: Int?
    @Flag(help: ArgumentHelp(spoken(en: "At once and for good.", es: "Al momento y para siempre."))) var purge = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func validate() throws {
      guard keep == nil || !purge else {
        throw ValidationError(spoken(en: "Give --keep or --purge.", es: "Dé --keep o --purge."))
      }
    }

    func run() async throws {
      let client = instance.client
      guard !purge else {
        return try output.show(try await client.perform(PurgeAccount(address: address))) {
          spoken(en: "\($0.address) purged.", es: "\($0.address) purgada.")
        }
      }
      let account = try await client.perform(
        RemoveAccount(address: address, keepDays: keep.map { QueryNumber($0) }))
      try output.show(account) {
        let end = $0.purge?.formatted(.iso8601) ?? ""
        return spoken(
          en: "\($0.address) removed. Until \(end): palomar account restore \($0.address)",
          es: "\($0.address) eliminada. Hasta \(end): palomar account restore \($0.address)")
      }
    }
  }

  struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore",
      abstract: spoken(en: "Bring a removed account back.", es: "Recupera una cuenta eliminada."),
      discussion: spoken(
        en: "Example: palomar account restore ana@example.org", es: "Ejemplo: palomar account restore ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let account = try await instance.client.perform(RestoreAccount(address: address))
      try output.show(account) { $0.outcome(at: Date()) }
    }
  }
}
