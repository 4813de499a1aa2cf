import Foundation
import Kernel
import MailModel
import Surface

/// Opens an account.
enum AddAccountPage {
  /// No address begins like that.
  static let path = "/accounts/~add"

  static let pages: [ConsolePage] = [
    .show(path, for: .holders(of: AddAccount.permission)) { request in .page(try await page(request)) },
    .submit(path, for: .holders(of: AddAccount.permission)) { request in
      let typed = request.form["address", default: ""].trimmingCharacters(in: .whitespaces)
      return try await request.submitted(to: "/accounts/\(PagePath.escaped(typed.lowercased()))?done=added") {
        let password = request.form["password", default: ""]
        let add = AddAccount(
          address: try request.value("address") { try Address($0) }, displayName: request.form["displayName"],
          quota: try request.optional("quota") { try ByteCount($0) }, serviceClass: request.chosen("serviceClass"),
          password: password.isEmpty ? nil : Secret(password))
        _ = try await request.plane.perform(add, as: request.principal())
      } otherwise: { fault in
        try await page(request, fault)
      }
    },
  ]

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let classes = try await ClassPages.visible(request)
    var fields = [
      FormField("address", .text, Text(en: "Address", es: "Dirección"), hint: Text(verbatim: "ana@example.org")),
      FormField("displayName", .text, Text(en: "Name", es: "Nombre"), isRequired: false),
    ]
    if !classes.isEmpty { fields.append(ClassPages.choice(of: classes)) }
    fields += [
      FormField(
        "quota", .text, Text(en: "Quota", es: "Cuota"),
        hint: Text(
          en: "As in 500M or 2G; empty as the class has it, or no limit.",
          es: "Como 500M o 2G; vacía como la clase, o sin límite."), isRequired: false),
      FormField(
        "password", .password, Text(en: "Password", es: "Contraseña"),
        hint: Text(
          en: "At least \(PasswordRule.minimum) characters; without one nobody signs in yet.",
          es: "Al menos \(PasswordRule.minimum) caracteres; sin ella aún no entra nadie."),
        autocomplete: "new-password", isRequired: false),
    ]
    let form = ConsoleForm(path, fields, submit: Text(en: "Add", es: "Añadir")).filled([:], request, fault)
    return .form(Text(en: "Add an account", es: "Añadir una cuenta"), form)
  }
}
