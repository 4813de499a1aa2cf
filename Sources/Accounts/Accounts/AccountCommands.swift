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
      Add.self, List.self, Show.self, Set.self, Password.self, SuspendCommand.self, ResumeCommand.self,
      ExpireCommand.self, HoldCommand.self, ReleaseCommand.self, RemoveCommand.self, RestoreCommand.self,
      MoveCommand.self, LeaveCommand.self,
      AppPasswordCommand.self, Sessions.self, SecondFactor.self, PasskeyCommand.self,
      DelegationCommand.self, FiltersCommand.self, VacationCommand.self,
      ImportCommand.self, ImportsCommand.self,
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
    @Option(
      name: .customLong("class"),
      help: ArgumentHelp(spoken(en: "Its class of service.", es: "Su clase de servicio."), valueName: "name"))
    var serviceClass: String?
    @Option(
      name: .customLong("group"), parsing: .upToNextOption,
      help: ArgumentHelp(spoken(en: "Groups that it joins.", es: "Grupos en los que entra."), valueName: "address"),
      transform: Address.init(_:))
    var groups: [Address] = []
    @OptionGroup var password: PasswordOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func validate() throws {
      guard serviceClass == nil || quota == nil else {
        throw ValidationError(
          spoken(en: "A class brings its quota: give one of the two.", es: "La clase trae su cuota: dé una de las dos.")
        )
      }
    }

    func run() async throws {
      let chosen = try password.chosen()
      var add = AddAccount(
        address: address, displayName: name, quota: quota, serviceClass: serviceClass, password: chosen.secret)
      add.groups = groups.isEmpty ? nil : groups
      let account = try await instance.client.perform(add)
      try output.show(NewPassword(account: account, password: chosen.printed)) { made in
        made.people(spoken(en: "\(address) added.", es: "\(address) añadida."))
      }
    }
  }

  struct Password: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Set a new password.", es: "Establece una contraseña nueva."),
      discussion: spoken(
        en: """
          Without --password-stdin a password is made and printed once. With --link its owner sets it, by a link that
          opens once. Example: palomar account password ana@example.org --link
          """,
        es: """
          Sin --password-stdin se genera una y se muestra una vez. Con --link la pone su titular, mediante un enlace que se
          abre una vez. Ejemplo: palomar account password ana@example.org --link
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @Flag(
      help: ArgumentHelp(
        spoken(
          en: "Print a link by which its owner sets it.", es: "Muestra un enlace con el que su titular la pone.")))
    var link = false
    @OptionGroup var password: PasswordOptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func validate() throws {
      guard !link || !password.passwordStdin else {
        throw ValidationError(
          spoken(en: "Give one of --link and --password-stdin.", es: "Dé uno de --link y --password-stdin."))
      }
    }

    func run() async throws {
      let client = instance.client(because: why.reason)
      if link { return try output.show(await client.perform(MakePasswordLink(address: address)), people: \.people) }
      let chosen = try password.chosen()
      let account = try await client.perform(
        SetPassword(address: address, password: chosen.secret))
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
    @Flag(
      help: ArgumentHelp(
        spoken(en: "Those that were removed and can be restored.", es: "Las eliminadas que pueden recuperarse.")))
    var removed = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let accounts = try await everyPage {
        try await client.ask(
          ListAccounts(domain: domain, which: removed ? .removed : .present, search: search, after: $0))
      }
      try output.show(accounts) { accounts in
        var table = Table(
          spoken(en: "ADDRESS", es: "DIRECCIÓN"), spoken(en: "NAME", es: "NOMBRE"), spoken(en: "QUOTA", es: "CUOTA"),
          spoken(en: "STATE", es: "ESTADO"))
        for account in accounts {
          table.add(
            account.address.text, account.displayName, account.quota?.description ?? "—",
            account.standing(at: Date()).spokenName)
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
      let client = instance.client
      let shown = AccountAndService(
        account: try await client.ask(ShowAccount(address: address)),
        service: try await client.ask(ShowService(address: address)))
      try output.show(shown) { $0.account.lines(at: Date()) + "\n" + $0.service.lines }
    }
  }
}

extension NewPasswordLink {
  fileprivate var people: String {
    let end = until.formatted(.iso8601)
    return spoken(
      en: "\(link.value)\nIt opens once, until \(end). Hand it over in person or by telephone.",
      es: "\(link.value)\nSe abre una vez, hasta \(end). Entréguelo en persona o por teléfono.")
  }
}
