import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct LDAPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ldap",
    abstract: spoken(
      en: "Accounts and groups that come from the organisation's directory.",
      es: "Cuentas y grupos que vienen del directorio de la organización."),
    discussion: spoken(en: "Example: palomar ldap sync --dry-run", es: "Ejemplo: palomar ldap sync --dry-run"),
    subcommands: [Set.self, Show.self, LookUp.self, Sync.self, Remove.self])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Show the directory and the last synchronisations.",
        es: "Muestra el directorio y las últimas sincronizaciones."),
      discussion: spoken(en: "Example: palomar ldap show", es: "Ejemplo: palomar ldap show"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    private struct Shown: Encodable {
      var source: LDAPSource
      var runs: [LDAPRun]
    }

    func run() async throws {
      let client = instance.client
      let shown = Shown(
        source: try await client.ask(ShowLDAP()), runs: try await client.ask(ListLDAPRuns(limit: 5)))
      try output.show(shown) { ($0.source.lines + $0.runs.map(\.line)).joined(separator: "\n") }
    }
  }

  struct LookUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "look-up",
      abstract: spoken(en: "Look one address up in the directory.", es: "Busca una dirección en el directorio."),
      discussion: spoken(
        en: "Example: palomar ldap look-up ana@example.org", es: "Ejemplo: palomar ldap look-up ana@example.org"))
    @Argument(
      help: ArgumentHelp(spoken(en: "An address.", es: "Una dirección.")), transform: Address.init(_:))
    var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let found = try await instance.client.inspect(LookUpLDAP(address: address))
      try output.show(found) { entries in
        entries.isEmpty
          ? spoken(en: "No entry has \(address).", es: "Ninguna entrada tiene \(address).")
          : entries.map(\.lines).joined(separator: "\n")
      }
      if found.isEmpty || found.contains(where: { !$0.findings.isEmpty }) { throw ExitCodes.foundWanting }
    }
  }

  struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Bring accounts and groups to what the directory says.",
        es: "Lleva cuentas y grupos a lo que dice el directorio."),
      discussion: spoken(
        en: """
          The whole directory is read first; then accounts and groups are added and changed, and whoever is gone is \
          suspended, and removed when the grace is over. Too many losses stop it before anything changes.
          Example: palomar ldap sync --dry-run
          """,
        es: """
          Primero se lee todo el directorio; después se añaden y modifican cuentas y grupos, y quien ya no está queda \
          suspendido, y eliminado al acabar la gracia. Demasiadas pérdidas lo detienen antes de cambiar nada.
          Ejemplo: palomar ldap sync --dry-run
          """))
    @Flag(help: ArgumentHelp(spoken(en: "Change nothing, and report.", es: "No cambia nada, e informa.")))
    var dryRun = false
    @Option(
      help: ArgumentHelp(
        spoken(en: "How many may be lost this time.", es: "Cuántas pueden perderse esta vez."), valueName: "count"))
    var losses: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let report = try await dryRun ? client.inspect(PreviewLDAP(), within: .seconds(600)) : synchronised(client)
      try output.show(report, people: \.people)
      if report.count(.refused) > 0 || report.stop != nil { throw ExitCodes.foundWanting }
    }

    private func synchronised(_ client: ControlClient) async throws -> LDAPReport {
      let started = try await client.perform(StartLDAPSync(losses: losses))
      while true {
        let run = try await client.ask(ShowLDAPRun(id: started.id))
        if let fault = run.fault { throw fault }
        if let report = run.report { return report }
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Follow the directory no more; accounts and groups stay as they are.",
        es: "Deja de seguir al directorio; cuentas y grupos quedan como están."),
      discussion: spoken(en: "Example: palomar ldap remove", es: "Ejemplo: palomar ldap remove"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.perform(RemoveLDAP())) {
        spoken(en: "\($0.uri) is followed no more.", es: "Ya no se sigue a \($0.uri).")
      }
    }
  }
}
