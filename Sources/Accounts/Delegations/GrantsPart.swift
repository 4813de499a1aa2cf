import Foundation
import Kernel
import MailModel
import Surface

/// The part of a page that shows who uses a mailbox, and gives and takes access.
struct GrantsPart {
  /// Where its forms go: `PATH/grant` and `PATH/end`.
  let path: String
  let grants: [MailboxGrant]
  let now: Date
  var mayGrant = true
  var mayRevoke = true
  var typed: [String: String] = [:]
  var fault: Fault?

  var data: [String: any Sendable] {
    var data: [String: any Sendable] = [
      "grants": grants.map { row(of: $0) as any Sendable } as [any Sendable], "anybody": !grants.isEmpty,
    ]
    if mayGrant { data["give"] = form.data }
    return data
  }

  private func row(of grant: MailboxGrant) -> [String: any Sendable] {
    let end = ConsoleForm(
      "\(path)/end", [.hidden("member")], submit: Text(en: "End", es: "Terminar"), isDangerous: true, isInline: true,
      values: ["member": grant.member.text])
    return [
      "member": grant.member.text, "rights": grant.rights.spelled, "by": grant.givenBy, "reason": grant.reason,
      "until": grant.until.map(PageTime.text) ?? "—", "over": grant.isOver(at: now),
      "end": mayRevoke ? end.data as any Sendable : false,
    ]
  }

  private var form: ConsoleForm {
    ConsoleForm(
      "\(path)/grant",
      [
        FormField(
          "member", .text, Text(en: "Person", es: "Persona"), hint: Text(en: "An address.", es: "Una dirección.")),
        FormField(
          "folders",
          .select(
            [.init("", Text(en: "No folders", es: "Ninguna carpeta"))]
              + [MailboxRight.read, .manage].map { .init($0.rawValue, $0.spelled) }),
          Text(en: "Folders", es: "Carpetas"), isRequired: false),
        FormField(
          "sending",
          .select(
            [.init("", Text(en: "Does not send", es: "No envía"))]
              + [MailboxRight.sendAs, .sendOnBehalf].map { .init($0.rawValue, $0.spelled) }),
          Text(en: "Sending", es: "Envío"), isRequired: false),
        FormField(
          "until", .day, Text(en: "Until", es: "Hasta"),
          hint: Text(
            en: "The day on which it ends by itself, in UTC; or nothing.",
            es: "El día en que termina por sí solo, en UTC; o nada."), isRequired: false),
      ],
      submit: Text(en: "Give access", es: "Dar acceso"), values: typed, fault: fault)
  }

  /// What the form asks for.
  struct Wish {
    let member: Address
    let rights: MailboxRights
    let until: Date?

    init(_ form: [String: String]) throws(Fault) {
      do {
        member = try Address(form["member", default: ""].trimmingCharacters(in: .whitespaces))
      } catch {
        throw error.at(field: "member")
      }
      rights = try MailboxRights("\(form["folders", default: ""]) \(form["sending", default: ""])")
      let day = form["until", default: ""]
      do {
        until = day.isEmpty ? nil : try Day.parse(day)
      } catch {
        throw error.at(field: "until")
      }
    }
  }

  static let texts: [String: Text] = [
    "person": Text(en: "Person", es: "Persona"), "rights": Text(en: "May", es: "Puede"),
    "until": Text(en: "Until", es: "Hasta"), "by": Text(en: "Given by", es: "Dado por"),
    "reason": Text(en: "Reason", es: "Motivo"), "over": Text(en: "over", es: "terminó"),
    "action": Text(en: "Action", es: "Acción"), "nobody": Text(en: "Nobody has access.", es: "Nadie tiene acceso."),
  ]

  static let template = """
    {{^anybody}}<p>{{t.nobody}}</p>{{/anybody}}
    {{#anybody}}<div class="table"><table>
    <thead><tr><th scope="col">{{t.person}}</th><th scope="col">{{t.rights}}</th><th scope="col">{{t.until}}</th><th scope="col">{{t.by}}</th><th scope="col">{{t.reason}}</th><th scope="col">{{t.action}}</th></tr></thead>
    <tbody>
    {{#grants}}<tr><td>{{member}}</td><td>{{rights}}</td><td>{{until}}{{#over}} <span class="tag due">{{t.over}}</span>{{/over}}</td><td>{{by}}</td><td>{{reason}}</td><td>{{#end}}{{>form}}{{/end}}</td></tr>
    {{/grants}}
    </tbody></table></div>{{/anybody}}
    {{#give}}{{>form}}{{/give}}
    """
}

extension MailboxRight {
  var spelled: Text {
    switch self {
    case .read: Text(en: "Read", es: "Leer")
    case .manage: Text(en: "Read and manage", es: "Leer y gestionar")
    case .sendAs: Text(en: "Send as it", es: "Enviar como él")
    case .sendOnBehalf: Text(en: "Send on its behalf", es: "Enviar en su nombre")
    }
  }
}

extension MailboxRights {
  var spelled: Text {
    let all = MailboxRight.allCases.filter(words.contains).map(\.spelled)
    let comma = ", "
    return Text(en: all.map(\.en).joined(separator: comma), es: all.map(\.es).joined(separator: comma))
  }
}
