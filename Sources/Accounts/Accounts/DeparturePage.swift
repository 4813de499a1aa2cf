import Foundation
import Kernel
import MailModel
import Surface

/// Somebody leaves: what would end and pass on, and only then the button that does it.
enum DeparturePage {
  static let pages: [ConsolePage] = [
    .show("/accounts/{address}/departure", for: .signedIn) { request in .page(try await page(request)) },
    .submit("/accounts/{address}/departure/preview", for: .signedIn) { request in
      do {
        let departure = try await request.plane.rehearse(wanted(request), as: request.principal())
        return .page(try await page(request, effect: departure))
      } catch let fault as Fault where fault.code != .forbidden && fault.code != .unavailable {
        return .page(try await page(request, fault))
      }
    },
    .submit("/accounts/{address}/departure", for: .signedIn) { request in
      let address = try Address(request.query["address", default: ""])
      return try await request.submitted(to: "\(path(of: address))?done=leave") {
        _ = try await request.plane.perform(wanted(request), as: request.principal())
      } otherwise: {
        try await page(request, $0)
      }
    },
    .submit("/accounts/{address}/departure/cancel", for: .signedIn) { request in
      let address = try Address(request.query["address", default: ""])
      return try await request.submitted(to: "\(path(of: address))?done=stay") {
        _ = try await request.plane.perform(StayAccount(address: address), as: request.principal())
      } otherwise: {
        try await page(request, $0)
      }
    },
  ]

  static func path(of address: Address) -> String { "\(AccountPage.path(of: address))/departure" }

  private static func wanted(_ request: PageRequest) throws -> LeaveAccount {
    let day = request.form["day", default: ""]
    let successor = request.form["successor", default: ""].filter { !$0.isWhitespace }
    return LeaveAccount(
      address: try Address(request.query["address", default: ""]), day: day.isEmpty ? nil : try Day.parse(day),
      successor: successor.isEmpty ? nil : try FormAddress.one(successor, field: "successor"))
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil, effect: Departure? = nil) async throws
    -> PageContent
  {
    let principal = try request.principal()
    let address = try Address(request.query["address", default: ""])
    let account = try await request.plane.ask(ShowAccount(address: address), as: principal)
    var data: [String: any Sendable] = [
      "state": account.standing(at: request.plane.now()).name, "until": account.validUntil.map(PageTime.text) ?? "",
    ]
    if account.removed == nil, principal.may(LeaveAccount.permission, in: .account(address)) {
      data["form"] = form(address, request, fault).data
      if account.validUntil != nil {
        data["cancel"] =
          ConsoleForm(
            "\(path(of: address))/cancel", submit: Text(en: "Take it back", es: "Anularla"), isInline: true
          ).data
      }
    }
    if let effect { data["effect"] = self.effect(effect, request) }
    var content = PageContent(
      Text(en: "\(address) leaves", es: "\(address) se va"), template, data,
      notice: fault == nil && effect == nil ? notice(request.query["done"]) : nil, status: fault == nil ? 200 : 422)
    content.trail = [.init(Text(verbatim: address.text), AccountPage.path(of: address))]
    return content
  }

  private static let fields = [
    FormField(
      "day", .day, Text(en: "Day", es: "Día"), hint: Text(en: "Empty for now.", es: "Vacío si es ahora."),
      isRequired: false),
    FormField(
      "successor", .text, Text(en: "Who gets the mail from then on", es: "Quién recibe el correo desde entonces"),
      hint: Text(
        en: "Empty for nobody: mail for the address is refused then.",
        es: "Vacío si nadie: entonces se rechaza el correo de la dirección."), isRequired: false),
  ]

  private static func form(_ address: Address, _ request: PageRequest, _ fault: Fault?) -> ConsoleForm {
    ConsoleForm(
      "\(path(of: address))/preview", fields, submit: Text(en: "Show the effect…", es: "Ver el efecto…"),
      values: request.form, fault: fault)
  }

  private static func effect(_ departure: Departure, _ request: PageRequest) -> [String: any Sendable] {
    let confirm = ConsoleForm(
      path(of: departure.address), [.hidden("day"), .hidden("successor")],
      submit: Text(en: "Do it", es: "Hacerlo"), isDangerous: true, values: request.form)
    return confirm.data.merging([
      "groups": departure.groups.map(\.text).joined(separator: ", "),
      "aliases": departure.aliases.map(\.text).joined(separator: ", "),
      "catchAlls": departure.catchAlls.map(\.unicode).joined(separator: ", "),
      "roles": departure.roles.joined(separator: ", "), "successor": departure.successor?.text ?? "",
    ]) { $1 }
  }

  private static func notice(_ done: String?) -> Text? {
    switch done {
    case "leave": Text(en: "It is done, or planned for its day.", es: "Está hecho, o previsto para su día.")
    case "stay": Text(en: "The departure is taken back.", es: "La salida está anulada.")
    default: nil
    }
  }

  private static let template = PageTemplate(
    "departure",
    texts: [
      "what": Text(
        en:
          "Out of all groups, without roles and tokens, signed out, and removed, which can be undone for 30 days. Aliases "
          + "that lead here lead to the successor.",
        es:
          "Fuera de todos los grupos, sin roles ni tokens, sin sesiones, y eliminada, lo que puede deshacerse durante 30 "
          + "días. Los alias que llevan aquí llevan a quien le sucede."),
      "until": Text(en: "Valid until", es: "Vale hasta"), "effect": Text(en: "What would happen", es: "Qué pasaría"),
      "groups": Text(en: "Out of the groups", es: "Fuera de los grupos"),
      "aliases": Text(en: "Aliases without it", es: "Alias sin ella"),
      "catchAlls": Text(en: "Unknown addresses without it", es: "Direcciones desconocidas sin ella"),
      "roles": Text(en: "Roles that end", es: "Roles que terminan"),
      "mail": Text(en: "Mail goes to", es: "El correo va a"),
      "nothing": Text(en: "Nothing has happened yet.", es: "Todavía no ha pasado nada."),
    ],
    """
    <p><span class="tag due">{{state}}</span>{{#until}} {{t.until}} {{until}}{{/until}} {{#cancel}}{{>form}}{{/cancel}}</p>
    <p class="quiet">{{t.what}}</p>
    {{#effect}}<section><h2>{{t.effect}}</h2>
    <ul>
    {{#groups}}<li>{{t.groups}}: {{groups}}</li>{{/groups}}
    {{#aliases}}<li>{{t.aliases}}: {{aliases}}</li>{{/aliases}}
    {{#catchAlls}}<li>{{t.catchAlls}}: {{catchAlls}}</li>{{/catchAlls}}
    {{#roles}}<li>{{t.roles}}: {{roles}}</li>{{/roles}}
    {{#successor}}<li>{{t.mail}} {{successor}}</li>{{/successor}}
    </ul>
    <p class="message due">{{t.nothing}}</p>
    {{>form}}</section>{{/effect}}
    {{#form}}<section>{{>form}}</section>{{/form}}
    """)
}
