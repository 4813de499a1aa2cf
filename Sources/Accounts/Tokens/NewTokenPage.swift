import Foundation
import Kernel
import MailModel
import Surface

/// Makes a token, and shows its secret once.
enum NewTokenPage {
  static let path = "/tokens/new"

  static func pages(_ known: KnownPermissions) -> [ConsolePage] {
    [
      .show(path, for: .holders(of: AddToken.permission)) { request in .page(try form(known, request)) },
      .submit(path, for: .holders(of: AddToken.permission)) { request in
        do {
          let made = try await request.plane.perform(
            action(request.form, request).knowing(known), as: request.principal())
          return .page(PageContent(Text(verbatim: made.token.name), secret, ["secret": made.secret.value]))
        } catch let fault as Fault where fault.code != .forbidden && fault.code != .unavailable {
          return .page(try form(known, request, fault))
        }
      },
    ]
  }

  private static func action(_ form: [String: String], _ request: PageRequest) throws -> AddToken {
    func value<Value>(_ field: String, _ make: (String) throws(Fault) -> Value) throws(Fault) -> Value? {
      guard let text = form[field], !text.isEmpty else { return nil }
      do { return try make(text) } catch { throw error.at(field: field) }
    }
    guard let owner = try value("address", Address.init(_:)) else {
      throw Fault(.invalid, en: "name an account", es: "indique una cuenta", field: "address")
    }
    let networks = try value("networks") { text throws(Fault) in
      var networks: [Network] = []
      for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
        networks.append(try Network(String(part)))
      }
      return networks
    }
    var permissions: [PermissionPattern] = []
    for text in request.all("permissions") { permissions.append(try PermissionPattern(text)) }
    return AddToken(
      address: owner, name: form["name", default: ""], permissions: permissions,
      domain: try value("domain", DomainName.init(_:)), networks: networks, until: try value("until", Day.parse))
  }

  private static func form(_ known: KnownPermissions, _ request: PageRequest, _ fault: Fault? = nil) throws
    -> PageContent
  {
    let principal = try request.principal()
    let choices = known.all.filter { principal.maySomewhere($0) }.map { FormField.Choice($0.name) }
    let fields = [
      FormField("address", .text, Text(en: "Acts for the account", es: "Actúa por la cuenta")),
      FormField(
        "name", .text, Text(en: "Name", es: "Nombre"),
        hint: Text(en: "Small letters, digits and hyphens.", es: "Letras minúsculas, cifras y guiones.")),
      FormField("permissions", .several(choices), Text(en: "May", es: "Puede")),
      FormField(
        "domain", .text, Text(en: "Only in the domain", es: "Solo en el dominio"),
        hint: Text(
          en: "Empty: wherever its account may.", es: "Vacío: donde pueda su cuenta."), isRequired: false),
      FormField(
        "networks", .text, Text(en: "Only from these networks", es: "Solo desde estas redes"),
        hint: Text(en: "As 192.0.2.0/24; empty for anywhere.", es: "Como 192.0.2.0/24; vacío: desde cualquier sitio."),
        isRequired: false),
      FormField("until", .day, Text(en: "Ends on", es: "Termina el"), isRequired: false),
    ]
    let form = ConsoleForm(
      path, fields, submit: Text(en: "Make the token", es: "Crear el token"),
      values: ["address": principal.account?.text ?? ""].merging(request.form) { $1 }, fault: fault)
    return PageContent(
      Text(en: "Make a token", es: "Crear un token"), template, ["form": form.data], status: fault == nil ? 200 : 422)
  }

  private static let template = PageTemplate("new-token", "{{#form}}{{>form}}{{/form}}")

  private static let secret = PageTemplate(
    "token-secret",
    texts: [
      "once": Text(
        en: "This is its secret. It is shown now and never again: keep it where the program reads it.",
        es: "Este es su secreto. Se muestra ahora y nunca más: guárdelo donde lo lea el programa."),
      "all": Text(en: "All tokens", es: "Todos los tokens"),
    ],
    """
    <p class="message good">{{t.once}}</p>
    <p><code>{{secret}}</code></p>
    <p><a href="/tokens">{{t.all}}</a></p>
    """)
}
