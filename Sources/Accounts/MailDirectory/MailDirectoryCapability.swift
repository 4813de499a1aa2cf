import ArgumentParser
import Kernel
import MailModel
import Surface

/// What Postfix and Dovecot look accounts up in.
package let mailDirectory = Capability(
  "mail directory",
  migrations: [
    DirectoryChange.migration, DirectoryViews.migration, DirectoryViews.lifecycle, DirectoryChange.sessions,
    DirectoryViews.service, DirectoryViews.groups, DirectoryViews.sharing, DirectoryViews.catchAlls,
  ],
  doors: [.inspection(VerifyDirectory.self), .action(RebuildDirectory.self)],
  jobs: [JobKind(PublishDirectory.self), JobKind(ForgetAccount.self), JobKind(ReconcileDirectory.self)],
  schedules: [Schedule(every: 3_600, ReconcileDirectory())],
  commands: [DirectoryCommand.self]
)

struct DirectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory",
    abstract: spoken(
      en: "What Postfix and Dovecot look accounts up in.", es: "Donde Postfix y Dovecot consultan las cuentas."),
    discussion: spoken(en: "Example: palomar directory verify", es: "Ejemplo: palomar directory verify"),
    subcommands: [Verify.self, Rebuild.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Compare it with the store; ends with 1 on a difference.",
        es: "Lo compara con el almacén; termina con 1 si difieren."),
      discussion: spoken(en: "Example: palomar directory verify", es: "Ejemplo: palomar directory verify"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let differences = try await instance.client.inspect(VerifyDirectory())
      try output.show(differences) { differences in
        guard !differences.isEmpty else {
          return spoken(en: "Directory and store agree.", es: "Directorio y almacén coinciden.")
        }
        var table = Table(
          spoken(en: "TABLE", es: "TABLA"), spoken(en: "MISSING", es: "FALTAN"), spoken(en: "SURPLUS", es: "SOBRAN"))
        for difference in differences { table.add(difference.table, "\(difference.missing)", "\(difference.surplus)") }
        return table.text + "\n"
          + spoken(en: "Repair: palomar directory rebuild", es: "Reparar: palomar directory rebuild")
      }
      guard differences.isEmpty else { throw ExitCodes.foundWanting }
    }
  }

  struct Rebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Put right what differs, while mail flows.", es: "Corrige lo que difiere, con el correo en marcha."),
      discussion: spoken(en: "Example: palomar directory rebuild", es: "Ejemplo: palomar directory rebuild"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let job = try await instance.client.perform(RebuildDirectory())
      try output.show(job) { _ in
        spoken(
          en: "Rebuilding; “palomar directory verify” tells when they agree.",
          es: "Reconstruyendo; «palomar directory verify» dice cuándo coinciden.")
      }
    }
  }
}
