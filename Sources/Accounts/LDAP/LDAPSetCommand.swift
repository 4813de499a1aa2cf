import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension LDAPCommand {
  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Say which directory accounts come from.", es: "Dice de qué directorio vienen las cuentas."),
      discussion: spoken(
        en: """
          What is not given stays as it is; an empty value takes away what may be missing. Another server or DN needs its \
          password anew.
          Example: palomar ldap set --uri ldaps://dc.example.org --kind activeDirectory --base dc=example,dc=org \
          --bind 'cn=palomar,dc=example,dc=org' --password-stdin < password
          """,
        es: """
          Lo que no se da queda como está; un valor vacío quita lo que puede faltar. Otro servidor u otro DN pide de nuevo \
          su contraseña.
          Ejemplo: palomar ldap set --uri ldaps://dc.example.org --kind activeDirectory --base dc=example,dc=org \
          --bind 'cn=palomar,dc=example,dc=org' --password-stdin < contraseña
          """))
    @Option(
      help: ArgumentHelp(
        spoken(en: "The server, as ldaps://host:636.", es: "El servidor, como ldaps://equipo:636.")))
    var uri: String?
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "openldap or activeDirectory; brings filter and attributes.",
          es: "openldap o activeDirectory; trae filtro y atributos.")))
    var kind: LDAPSource.Kind?
    @Option(help: ArgumentHelp(spoken(en: "yes or no: StartTLS.", es: "yes o no: StartTLS.")), transform: YesOrNo.parse)
    var startTLS: Bool?
    @Option(
      help: ArgumentHelp(
        spoken(en: "A PEM file with the authorities to trust.", es: "Un PEM con las autoridades en que se confía."),
        valueName: "file"))
    var authority: String?
    @Option(help: ArgumentHelp(spoken(en: "The DN to bind as.", es: "El DN con que conectar."), valueName: "dn"))
    var bind: String?
    @Flag(
      help: ArgumentHelp(
        spoken(en: "Read its password from standard input.", es: "Lee su contraseña de la entrada estándar.")))
    var passwordStdin = false
    @Option(help: ArgumentHelp(spoken(en: "Where people are.", es: "Dónde están las personas."), valueName: "dn"))
    var base: String?
    @Option(help: ArgumentHelp(spoken(en: "Who has a mailbox (RFC 4515).", es: "Quién tiene buzón (RFC 4515).")))
    var filter: String?
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "Which entries are groups; empty for none.", es: "Qué entradas son grupos; vacío si ninguna."),
        valueName: "filter"))
    var groupFilter: String?
    @OptionGroup var attributes: AttributeOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    struct AttributeOptions: ParsableArguments {
      @Option(
        help: ArgumentHelp(
          spoken(en: "The attribute that never changes.", es: "El atributo que nunca cambia."), valueName: "attribute"))
      var key: String?
      @Option(
        help: ArgumentHelp(
          spoken(en: "The attribute with the address.", es: "El atributo con la dirección."), valueName: "attribute"))
      var address: String?
      @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
          spoken(en: "The attributes with the name.", es: "Los atributos con el nombre."), valueName: "attribute"))
      var name: [String] = []
      @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
          spoken(en: "The attributes with other addresses.", es: "Los atributos con otras direcciones."),
          valueName: "attribute"))
      var aliases: [String] = []
      @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
          spoken(en: "A group's attributes with its members.", es: "Los atributos de un grupo con sus miembros."),
          valueName: "attribute"))
      var members: [String] = []
    }

    struct LimitOptions: ParsableArguments {
      @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
          spoken(en: "The class of new accounts.", es: "La clase de las cuentas nuevas."), valueName: "name"))
      var serviceClass: String?
      @Option(
        help: ArgumentHelp(
          spoken(en: "Losses that stop a synchronisation.", es: "Pérdidas que detienen una sincronización.")))
      var mostLosses: Int?
      @Option(help: ArgumentHelp(spoken(en: "The same in percent.", es: "Lo mismo en tanto por ciento.")))
      var mostLossesPercent: Int?
      @Option(
        help: ArgumentHelp(
          spoken(en: "Days from suspension to removal.", es: "Días entre la suspensión y la eliminación.")))
      var grace: Int?
      @Option(
        help: ArgumentHelp(
          spoken(
            en: "Minutes between two synchronisations; 0 is by hand.",
            es: "Minutos entre dos sincronizaciones; 0 es a mano.")))
      var every: Int?
    }

    func run() async throws {
      var action = SetLDAP()
      (action.kind, action.uri, action.startsTLS, action.authority) = (kind, uri, startTLS, authority)
      (action.bindDN, action.base, action.filter, action.groupFilter) = (bind, base, filter, groupFilter)
      if passwordStdin { action.password = try Self.password() }
      attributes.fill(&action)
      limits.fill(&action)
      try output.show(try await instance.client.perform(action)) { $0.lines.joined(separator: "\n") }
    }

    private static func password() throws(Fault) -> Secret {
      guard let line = readLine(), !line.isEmpty else {
        throw Fault(
          .invalid, en: "standard input holds no password", es: "la entrada estándar no trae contraseña",
          hint: Text(en: "write it as one line", es: "escríbala en una línea"))
      }
      return Secret(line)
    }
  }
}

extension LDAPCommand.Set.AttributeOptions {
  fileprivate func fill(_ action: inout SetLDAP) {
    (action.key, action.address) = (key, address)
    action.names = name.isEmpty ? nil : name
    action.aliases = aliases.isEmpty ? nil : aliases
    action.members = members.isEmpty ? nil : members
  }
}

extension LDAPCommand.Set.LimitOptions {
  fileprivate func fill(_ action: inout SetLDAP) {
    action.serviceClass = serviceClass
    (action.mostLosses, action.mostLossesPercent) = (mostLosses, mostLossesPercent)
    (action.graceDays, action.everyMinutes) = (grace, every)
  }
}

extension LDAPSource.Kind: ExpressibleByArgument {}
