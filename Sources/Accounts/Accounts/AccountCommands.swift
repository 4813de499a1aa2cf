import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account",
    abstract: spoken(en: "Mailboxes and who may sign in to them.", es: "Buzones y quién puede entrar en ellos."),
    discussion: spoken(
      en: "Example: palomar account add ana@example.org --name \"Ana Ruiz\" --quota 2G",
      es: "Ejemplo: palomar account add ana@example.org --name \"Ana Ruiz\" --quota 2G"),
    subcommands: [
      Add.self, List.self, Show.self, Password.self, Change.self, Suspend.self, Resume.self, Remove.self,
      Sessions.self, SecondFactor.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Add an account.", es: "Añade una cuenta."),
      discussion: spoken(
        en: """
          Without --password-stdin a password is made and printed once.
          Example: echo "correct horse battery" | palomar account add ana@example.org --quota 2G --password-stdin
          """,
        es: """
          Sin --password-stdin se genera una contraseña y se muestra una sola vez.
          Ejemplo: echo "caballo grapa correcto" | palomar account add ana@example.org --quota 2G --password-stdin
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(help: ArgumentHelp(spoken(en: "The person's name.", es: "El nombre de la persona."))) var name: String?
    @Option(
      help: ArgumentHelp(spoken(en: "Size limit, as in 500M or 2G.", es: "Límite de tamaño, como 500M o 2G.")),
      transform: ByteCount.init(_:))
    var quota: ByteCount?
    @OptionGroup var password: PasswordOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let chosen = try password.chosen()
      let account = try await instance.client.perform(
        AddAccount(address: address, displayName: name, quota: quota, password: chosen.secret))
      try output.show(NewPassword(account: account, password: chosen.printed)) { made in
        made.people(spoken(en: "\(address) added.", es: "\(address) añadida."))
      }
    }
  }

  struct Password: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Set a new password.", es: "Establece una contraseña nueva."),
      discussion: spoken(
        en:
          "Without --password-stdin a password is made and printed once. Example: palomar account password ana@example.org",
        es: "Sin --password-stdin se genera una y se muestra una vez. Ejemplo: palomar account password ana@example.org"
      ))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var password: PasswordOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let chosen = try password.chosen()
      let account = try await instance.client.perform(SetPassword(address: address, password: chosen.secret))
      try output.show(NewPassword(account: account, password: chosen.printed)) { made in
        made.people(spoken(en: "New password for \(address) set.", es: "Contraseña nueva de \(address) establecida."))
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List accounts.", es: "Enumera las cuentas."),
      discussion: spoken(
        en: "Example: palomar account list --domain example.org --search an",
        es: "Ejemplo: palomar account list --domain example.org --search an"))
    @Option(
      help: ArgumentHelp(spoken(en: "Only of this domain.", es: "Solo de este dominio.")),
      transform: DomainName.init(_:))
    var domain: DomainName?
    @Option(help: ArgumentHelp(spoken(en: "The beginning of the address.", es: "El comienzo de la dirección.")))
    var search: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let accounts = try await everyPage {
        try await client.ask(ListAccounts(domain: domain, search: search, after: $0))
      }
      try output.show(accounts) { accounts in
        var table = Table(
          spoken(en: "ADDRESS", es: "DIRECCIÓN"), spoken(en: "NAME", es: "NOMBRE"), spoken(en: "QUOTA", es: "CUOTA"),
          spoken(en: "STATE", es: "ESTADO"))
        for account in accounts {
          table.add(
            account.address.text, account.displayName, account.quota?.description ?? "—", account.state.spokenName)
        }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one account.", es: "Muestra una cuenta."),
      discussion: spoken(
        en: "Example: palomar account show ana@example.org", es: "Ejemplo: palomar account show ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ShowAccount(address: address))) { account in
        """
        \(spoken(en: "address", es: "dirección")): \(account.address)
        \(spoken(en: "name", es: "nombre")): \(account.displayName)
        \(spoken(en: "quota", es: "cuota")): \(account.quota?.description ?? spoken(en: "no limit", es: "sin límite"))
        \(spoken(en: "state", es: "estado")): \(account.state.spokenName)
        \(spoken(en: "since", es: "desde")): \(account.created.formatted(.iso8601))
        """
      }
    }
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Change name or quota.", es: "Cambia el nombre o la cuota."),
      discussion: spoken(
        en: "A quota of 0 is no limit. Example: palomar account change ana@example.org --quota 5G",
        es: "Una cuota de 0 es sin límite. Ejemplo: palomar account change ana@example.org --quota 5G"))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(help: ArgumentHelp(spoken(en: "The person's name.", es: "El nombre de la persona."))) var name: String?
    @Option(
      help: ArgumentHelp(spoken(en: "Size limit, as in 500M or 2G.", es: "Límite de tamaño, como 500M o 2G.")),
      transform: ByteCount.init(_:))
    var quota: ByteCount?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let account = try await instance.client.perform(ChangeAccount(address: address, displayName: name, quota: quota))
      try output.show(account) { spoken(en: "\($0.address) changed.", es: "\($0.address) modificada.") }
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Stop an account at once; its mail is kept.", es: "Suspende una cuenta al momento; su correo se conserva."),
      discussion: spoken(
        en: "Example: palomar account suspend ana@example.org", es: "Ejemplo: palomar account suspend ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @Flag(help: ArgumentHelp(spoken(en: "It goes on receiving.", es: "Sigue recibiendo."))) var receiveOnly = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let state: Account.State = receiveOnly ? .receiveOnly : .suspended
      let account = try await instance.client.perform(ChangeAccount(address: address, state: state))
      try output.show(account) { "\($0.address): \($0.state.spokenName)" }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "End a suspension.", es: "Termina una suspensión."),
      discussion: spoken(
        en: "Example: palomar account resume ana@example.org", es: "Ejemplo: palomar account resume ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let account = try await instance.client.perform(ChangeAccount(address: address, state: .active))
      try output.show(account) { "\($0.address): \($0.state.spokenName)" }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Remove an account; its mail is set aside on the host.",
        es: "Elimina una cuenta; su correo se aparta en el equipo."),
      discussion: spoken(
        en: "Example: palomar account remove ana@example.org", es: "Ejemplo: palomar account remove ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let account = try await instance.client.perform(RemoveAccount(address: address))
      try output.show(account) { spoken(en: "\($0.address) removed.", es: "\($0.address) eliminada.") }
    }
  }
}

extension Account.State {
  var spokenName: String {
    switch self {
    case .active: spoken(en: "active", es: "activa")
    case .receiveOnly: spoken(en: "receives only", es: "solo recibe")
    case .suspended: spoken(en: "suspended", es: "suspendida")
    }
  }
}
