import Kernel
import MailModel
import Surface

/// The form of what an account is and may do.
enum AccountDetails {
  /// Only what differs is changed: a value that is left as its class has it stays the class's.
  static func change(_ address: Address, _ request: PageRequest) async throws {
    let principal = try request.principal()
    let service = try await request.plane.ask(ShowService(address: address), as: principal)
    let none = try ByteCount(bytes: 0)
    var change = ChangeAccount(address: address, displayName: request.form["displayName", default: ""])
    let quota = try request.optional("quota") { try ByteCount($0) } ?? none
    if quota != service.quota.value ?? none { change.quota = quota }
    let protocols = try Protocols(request.all("protocols").joined(separator: " "))
    if protocols != service.protocols.value { change.protocols = protocols }
    let forwards = request.form["forwards"] == "yes"
    if forwards != service.forwards.value { change.forwards = forwards }
    change.mainOpens = request.form["mainOpens"] == "yes"
    change.reason = request.chosen("reason")
    _ = try await request.plane.perform(
      change, as: principal, if: request.unchanged(ShowAccount(address: address)))
  }

  static func form(_ account: Account, _ service: EffectiveService, _ request: PageRequest, _ fault: Fault?) throws
    -> ConsoleForm
  {
    var fields =
      [FormField("displayName", .text, Text(en: "Name", es: "Nombre"), isRequired: false)] + ServiceFields.all
    fields.append(
      FormField(
        "mainOpens", .check,
        Text(
          en: "The main password opens mail programs; otherwise app passwords alone do",
          es: "La contraseña principal abre programas de correo; si no, solo las de aplicación"), isRequired: false))
    if account.serviceClass != nil {
      fields.append(
        FormField(
          "reason", .text, Text(en: "Why it differs from its class", es: "Por qué difiere de su clase"),
          isRequired: false))
    }
    let form = ConsoleForm(
      "\(AccountPage.path(of: account.address))/details", fields, submit: Text(en: "Save", es: "Guardar"),
      seen: try request.seen(account, after: fault))
    let present = ServiceFields.values(service.quota.value, service.protocols.value, service.forwards.value).merging([
      "displayName": account.displayName, "mainOpens": account.mainOpens ? "yes" : "", "reason": account.overrideReason,
    ]) { $1 }
    return form.filled(present, request, fault)
  }
}

/// The values of a class, or of an account, as fields.
enum ServiceFields {
  static let all = [
    FormField(
      "quota", .text, Text(en: "Quota", es: "Cuota"),
      hint: Text(en: "As in 500M or 2G; empty for no limit.", es: "Como 500M o 2G; vacía si no hay límite."),
      isRequired: false),
    FormField(
      "protocols", .several(MailProtocol.allCases.map { .init($0.rawValue) }), Text(en: "Protocols", es: "Protocolos"),
      hint: Text(en: "What mail programs may speak.", es: "Lo que pueden hablar los programas de correo."),
      isRequired: false),
    FormField(
      "forwards", .check,
      Text(en: "Scripts of the user may send mail on", es: "Los filtros de la persona pueden reenviar"),
      isRequired: false),
  ]

  static func values(_ quota: ByteCount?, _ protocols: Protocols, _ forwards: Bool) -> [String: String] {
    [
      "quota": quota?.description ?? "", "protocols": protocols.text.replacing(" ", with: "\n"),
      "forwards": forwards ? "yes" : "",
    ]
  }
}
