import ArgumentParser
import Kernel
import MailModel
import Surface

struct RoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role",
    abstract: spoken(en: "Roles, and who has them where.", es: "Roles, y quién los tiene dónde."),
    discussion: spoken(
      en: "Example: palomar role assign ana@example.org support --domain example.org",
      es: "Ejemplo: palomar role assign ana@example.org support --domain example.org"),
    subcommands: [
      List.self, Show.self, Add.self, Change.self, Remove.self, Assign.self, Unassign.self, Assignments.self,
      RequireFactor.self, SecondFactors.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the roles.", es: "Enumera los roles."),
      discussion: spoken(en: "Example: palomar role list --json", es: "Ejemplo: palomar role list --json"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListRoles())) { roles in
        var table = Table(
          spoken(en: "ROLE", es: "ROL"), spoken(en: "ALLOWS", es: "PERMITE"), spoken(en: "DENIES", es: "DENIEGA"))
        for role in roles { table.add(role.name, role.allows.list, role.denies.list) }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one role, and who has it.", es: "Muestra un rol, y quién lo tiene."),
      discussion: spoken(en: "Example: palomar role show support", es: "Ejemplo: palomar role show support"))
    @Argument(help: ArgumentHelp(spoken(en: "Its name.", es: "Su nombre."))) var name: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let role = try await client.ask(ShowRole(name: name))
      let holders = try await everyPage { try await client.ask(ListAssignments(role: name, after: $0)) }
      try output.show(RoleWithHolders(role: role, holders: holders), people: \.text)
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Make a role.", es: "Crea un rol."),
      discussion: spoken(
        en: """
          Permissions are one (accounts.setPassword), a family (accounts.*, *.read) or all (*); what is denied wins.
          Example: palomar role add front-desk --allow 'accounts.*' --deny accounts.remove
          """,
        es: """
          Los permisos son uno (accounts.setPassword), una familia (accounts.*, *.read) o todos (*); lo denegado gana.
          Ejemplo: palomar role add recepcion --allow 'accounts.*' --deny accounts.remove
          """))
    @Argument(help: ArgumentHelp(spoken(en: "A name for it.", es: "Un nombre."))) var name: String
    @Option(help: ArgumentHelp(spoken(en: "What it is for.", es: "Para qué es."))) var description: String?
    @Option(
      parsing: .upToNextOption, help: ArgumentHelp(spoken(en: "What it gives.", es: "Lo que da.")),
      transform: PermissionPattern.init(_:))
    var allow: [PermissionPattern]
    @Option(
      parsing: .upToNextOption, help: ArgumentHelp(spoken(en: "What it refuses.", es: "Lo que niega.")),
      transform: PermissionPattern.init(_:))
    var deny: [PermissionPattern] = []
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let role = try await instance.client.perform(
        AddRole(name: name, description: description, allows: allow, denies: deny))
      try output.show(role) { spoken(en: "Role \($0.name) added.", es: "Rol \($0.name) añadido.") }
    }
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: spoken(en: "Change a role.", es: "Modifica un rol."),
      discussion: spoken(
        en: "What is not given stays. Example: palomar role set front-desk --allow accounts.read aliases.read",
        es: "Lo que no se indica se queda. Ejemplo: palomar role set recepcion --allow accounts.read aliases.read"))
    @Argument(help: ArgumentHelp(spoken(en: "Its name.", es: "Su nombre."))) var name: String
    @Option(help: ArgumentHelp(spoken(en: "What it is for.", es: "Para qué es."))) var description: String?
    @Option(
      parsing: .upToNextOption, help: ArgumentHelp(spoken(en: "All that it gives.", es: "Todo lo que da.")),
      transform: PermissionPattern.init(_:))
    var allow: [PermissionPattern] = []
    @Option(
      parsing: .upToNextOption, help: ArgumentHelp(spoken(en: "All that it refuses.", es: "Todo lo que niega.")),
      transform: PermissionPattern.init(_:))
    var deny: [PermissionPattern] = []
    @Flag(help: ArgumentHelp(spoken(en: "It refuses nothing.", es: "No niega nada."))) var denyNothing = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let role = try await instance.client.perform(
        ChangeRole(
          name: name, description: description, allows: allow.isEmpty ? nil : allow,
          denies: deny.isEmpty && !denyNothing ? nil : deny))
      try output.show(role) { spoken(en: "Role \($0.name) changed.", es: "Rol \($0.name) modificado.") }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Remove a role that nobody has.", es: "Elimina un rol que nadie tiene."),
      discussion: spoken(en: "Example: palomar role remove front-desk", es: "Ejemplo: palomar role remove recepcion"))
    @Argument(help: ArgumentHelp(spoken(en: "Its name.", es: "Su nombre."))) var name: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.perform(RemoveRole(name: name))) {
        spoken(en: "Role \($0.name) removed.", es: "Rol \($0.name) eliminado.")
      }
    }
  }
}

struct RoleWithHolders: Encodable {
  let role: Role
  let holders: [RoleAssignment]

  var text: String {
    """
    \(role.name): \(role.description(in: .spoken))
    \(spoken(en: "allows", es: "permite")): \(role.allows.list)
    \(spoken(en: "denies", es: "deniega")): \(role.denies.list)

    \(holders.table)
    """
  }
}

extension [PermissionPattern] {
  var list: String { isEmpty ? "—" : map(\.text).joined(separator: ", ") }
}
