import Kernel
import MailModel
import Surface

/// The form with which the directory is set, and the button that lets it go.
enum LDAPSettingsPage {
  static let path = "\(LDAPPages.path)/settings"
  private static let removal = "\(LDAPPages.path)/remove"

  static let pages: [ConsolePage] = [
    .show(path, for: .holders(of: SetLDAP.permission)) { .page(try await page($0)) },
    .submit(path, for: .holders(of: SetLDAP.permission)) { request in
      try await request.submitted(to: "\(LDAPPages.path)?done=changed") {
        let action = try action(request)
        _ = try await request.plane.perform(action, as: request.principal(), if: request.unchanged(ShowLDAP()))
      } otherwise: {
        try await page(request, $0)
      }
    },
    .submit(removal, for: .holders(of: RemoveLDAP.permission)) { request in
      try await request.submitted(to: "\(LDAPPages.path)?done=removed") {
        _ = try await request.plane.perform(RemoveLDAP(), as: request.principal())
      } otherwise: {
        try await page(request, $0)
      }
    },
  ]

  private static func action(_ request: PageRequest) throws -> SetLDAP {
    func text(_ field: String) -> String { request.chosen(field) ?? "" }
    func words(_ field: String) -> [String] { text(field).split { " ,".contains($0) }.map(String.init) }
    var action = SetLDAP()
    action.kind = LDAPSource.Kind(rawValue: text("kind"))
    (action.uri, action.base) = (text("uri"), text("base"))
    action.startsTLS = request.form["startsTLS"] != nil
    (action.authority, action.bindDN, action.groupFilter) = (text("authority"), text("bindDN"), text("groupFilter"))
    action.password = request.form["password"].flatMap { $0.isEmpty ? nil : Secret($0) }
    action.serviceClass = text("serviceClass")
    action.filter = request.chosen("filter")
    (action.key, action.address) = (request.chosen("key"), request.chosen("address"))
    for (field, place) in [
      ("names", \SetLDAP.names), ("aliases", \SetLDAP.aliases), ("members", \SetLDAP.members),
    ] as [(String, WritableKeyPath<SetLDAP, [String]?>)] where request.form[field] != nil {
      action[keyPath: place] = words(field)
    }
    action.mostLosses = try request.number("mostLosses")
    action.mostLossesPercent = try request.number("mostLossesPercent")
    action.graceDays = try request.number("graceDays")
    action.everyMinutes = try request.number("everyMinutes")
    return action
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let present = try await LDAPPages.source(request)
    let source = present ?? LDAPSource(kind: .openldap, uri: "", base: "")
    let form = ConsoleForm(
      path, server(source) + entries + limits(try await ClassPages.visible(request).map(\.name)),
      submit: Text(en: "Save", es: "Guardar"), seen: try present.map { try request.seen($0, after: fault) }
    ).filled(values(of: source), request, fault)
    var forms = [form]
    if present != nil, try request.principal().may(RemoveLDAP.permission, in: .everything) {
      forms.append(
        ConsoleForm(
          removal, submit: Text(en: "Follow the directory no more", es: "Dejar de seguir al directorio"),
          isDangerous: true, isInline: true
        ).filled([:], request, fault))
    }
    var content = PageContent.object(
      Text(en: "Settings of the directory", es: "Ajustes del directorio"), [], forms, fault: fault, request)
    content.trail = [.init(LDAPPages.title, LDAPPages.path)]
    return content
  }

  private static func values(of source: LDAPSource) -> [String: String] {
    [
      "kind": source.kind.rawValue, "uri": source.uri, "startsTLS": source.startsTLS ? "yes" : "",
      "authority": source.authority ?? "", "bindDN": source.bindDN ?? "", "base": source.base,
      "filter": source.filter, "groupFilter": source.groupFilter ?? "", "key": source.attributes.key,
      "address": source.attributes.address, "names": source.attributes.names.joined(separator: " "),
      "aliases": source.attributes.aliases.joined(separator: " "),
      "members": source.attributes.members.joined(separator: " "), "serviceClass": source.serviceClass ?? "",
      "mostLosses": "\(source.mostLosses)", "mostLossesPercent": "\(source.mostLossesPercent)",
      "graceDays": "\(source.graceDays)", "everyMinutes": "\(source.everyMinutes)",
    ]
  }

  private static func server(_ source: LDAPSource) -> [FormField] {
    [
      FormField(
        "kind",
        .select([.init("openldap", Text(verbatim: "OpenLDAP")), .init("activeDirectory", Text(verbatim: "AD"))]),
        Text(en: "Kind", es: "Tipo"),
        hint: Text(
          en: "Another kind brings filters and attributes of its own.",
          es: "Otro tipo trae sus propios filtros y atributos.")),
      FormField(
        "uri", .text, Text(en: "Server", es: "Servidor"),
        hint: Text(en: "As in ldaps://host:636.", es: "Como ldaps://equipo:636.")),
      FormField(
        "startsTLS", .check, Text(en: "Encrypt with StartTLS", es: "Cifrar con StartTLS"), isRequired: false),
      FormField(
        "authority", .text, Text(en: "File with the authorities to trust", es: "Fichero de autoridades de confianza"),
        hint: Text(en: "Empty for those of the system.", es: "Vacío para las del sistema."), isRequired: false),
      FormField("bindDN", .text, Text(en: "Bind as", es: "Conectar como"), isRequired: false),
      FormField(
        "password", .password, Text(en: "Its password", es: "Su contraseña"),
        hint: source.hasPassword
          ? Text(
            en: "Empty to keep the one that is there; another server or name needs it anew.",
            es: "Vacía para conservar la que hay; otro servidor o nombre la pide de nuevo.")
          : Text(verbatim: ""), isRequired: false),
      FormField("base", .text, Text(en: "Base", es: "Base de búsqueda")),
    ]
  }

  private static let entries = [
    FormField("filter", .text, Text(en: "Filter of people", es: "Filtro de personas")),
    FormField(
      "groupFilter", .text, Text(en: "Filter of groups", es: "Filtro de grupos"),
      hint: Text(en: "Empty for none.", es: "Vacío si ninguno."), isRequired: false),
    FormField("key", .text, Text(en: "Attribute that never changes", es: "Atributo que nunca cambia")),
    FormField("address", .text, Text(en: "Attribute with the address", es: "Atributo con la dirección")),
    FormField("names", .text, Text(en: "Attributes with the name", es: "Atributos con el nombre"), isRequired: false),
    FormField(
      "aliases", .text, Text(en: "Attributes with other addresses", es: "Atributos con otras direcciones"),
      isRequired: false),
    FormField(
      "members", .text, Text(en: "A group's attributes with its members", es: "Atributos de un grupo con sus miembros"),
      isRequired: false),
  ]

  private static func limits(_ classes: [String]) -> [FormField] {
    let choices = [FormField.Choice("", Text(en: "None", es: "Ninguna"))] + classes.map { .init($0) }
    return [
      FormField(
        "serviceClass", .select(choices), Text(en: "Class of new accounts", es: "Clase de las cuentas nuevas"),
        isRequired: false),
      FormField(
        "mostLosses", .number, Text(en: "Losses that stop a synchronisation", es: "Pérdidas que la detienen")),
      FormField("mostLossesPercent", .number, Text(en: "The same in percent", es: "Lo mismo en tanto por ciento")),
      FormField(
        "graceDays", .number, Text(en: "Days from suspension to removal", es: "Días de la suspensión a la eliminación")),
      FormField(
        "everyMinutes", .number, Text(en: "Minutes between two", es: "Minutos entre dos"),
        hint: Text(en: "0 is by hand alone.", es: "0 es solo a mano.")),
    ]
  }
}
