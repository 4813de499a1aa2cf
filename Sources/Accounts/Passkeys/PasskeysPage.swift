import Foundation
import Kernel
import MailModel
import Surface

/// One's own passkeys: what there are, a new one, another name, removal.
enum PasskeysPage {
  static let pages: [ConsolePage] = [
    .show("/profile/passkeys", for: .signedIn) { request in .page(try await page(request)) },
    .show("/profile/passkeys/new", for: .signedIn) { _ in .redirect(to: "/profile/passkeys") },
    .submit("/profile/passkeys/new", for: .signedIn, begin),
    .submit("/profile/passkeys/add", for: .signedIn, add),
    .submit("/profile/passkeys/rename", for: .signedIn) { request in
      let action = RenamePasskey(
        address: try owner(request).address, name: request.form["passkey", default: ""],
        newName: request.form["name", default: ""])
      return try await after("renamed", request) {
        _ = try await request.plane.perform(action, as: request.principal())
      }
    },
    .submit("/profile/passkeys/remove", for: .signedIn) { request in
      let action = RemovePasskey(
        address: try owner(request).address, name: request.form["passkey", default: ""])
      return try await after("removed", request) {
        _ = try await request.plane.perform(action, as: request.principal())
      }
    },
  ]

  private static func owner(_ request: PageRequest) throws -> SignedIn {
    _ = try request.principal()
    guard let signedIn = request.signedIn else { throw Fault.staleChallenge }
    return signedIn
  }

  private static func begin(_ request: PageRequest) async throws -> PageReply {
    let name = request.form["name", default: ""].trimmingCharacters(in: .whitespaces)
    do {
      let options = try await PasskeyDesk(request).creation(for: owner(request), named: name)
      let ceremony = try PasskeyForm("/profile/passkeys/add", create: options, keeping: ["name": name])
      return .page(
        ceremony.page(Text(en: "Add a passkey", es: "Añadir una llave de acceso"), back: "/profile/passkeys"))
    } catch let fault as Fault {
      return .page(try await page(request, fault, adding: name))
    }
  }

  private static func add(_ request: PageRequest) async throws -> PageReply {
    let owner = try owner(request)
    let registration = PasskeyRegistration(
      clientData: request.form["clientData", default: ""], attestation: request.form["attestation", default: ""],
      transports: request.form["transports", default: ""].split(separator: " ").map(String.init))
    return try await after("added", request) {
      _ = try await PasskeyDesk(request).add(
        registration, named: request.form["name", default: ""], for: owner, as: request.principal())
    }
  }

  private static func after(_ done: String, _ request: PageRequest, _ work: () async throws -> Void) async throws
    -> PageReply
  {
    do {
      try await work()
      return .redirect(to: "/profile/passkeys?done=\(done)")
    } catch let fault as Fault {
      return .page(try await page(request, fault))
    }
  }
}

/// How it looks.
extension PasskeysPage {
  private static func page(_ request: PageRequest, _ fault: Fault? = nil, adding name: String? = nil) async throws
    -> PageContent
  {
    let list = ListPasskeys(address: try owner(request).address)
    let passkeys = try await request.plane.ask(list, as: request.principal())
    var data: [String: any Sendable] = [
      "passkeys": passkeys.map { line(of: $0, request.language) as any Sendable } as [any Sendable],
      "none": passkeys.isEmpty, "add": addForm(name, fault).data,
    ]
    if let fault, name == nil {
      data["problem"] = fault.message
      data["advice"] = fault.hint ?? Text(verbatim: "")
    }
    return PageContent(
      Text(en: "Passkeys", es: "Llaves de acceso"), template, data,
      notice: fault == nil ? request.query["done"].flatMap(notice) : nil, status: fault == nil ? 200 : 422)
  }

  private static func notice(_ done: String) -> Text? {
    switch done {
    case "added": Text(en: "The passkey is added.", es: "La llave de acceso está añadida.")
    case "renamed": Text(en: "The passkey has its new name.", es: "La llave de acceso tiene su nombre nuevo.")
    case "removed": Text(en: "The passkey is removed.", es: "La llave de acceso está eliminada.")
    default: nil
    }
  }

  private static func line(of passkey: Passkey, _ language: Language) -> [String: any Sendable] {
    let values = ["passkey": passkey.name, "name": passkey.name]
    let which = FormField("passkey", .hidden, Text(verbatim: ""))
    let rename = ConsoleForm(
      "/profile/passkeys/rename", [which, FormField("name", .text, Text(en: "New name", es: "Nombre nuevo"))],
      submit: Text(en: "Rename", es: "Renombrar"), values: values)
    let remove = ConsoleForm(
      "/profile/passkeys/remove", [which], submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true,
      isInline: true, values: values)
    return [
      "name": passkey.name, "party": passkey.relyingParty, "copies": passkey.copies(in: language),
      "created": PageTime.text(passkey.created), "used": passkey.lastUsed.map(PageTime.text) ?? "",
      "rename": rename.data, "remove": remove.data,
    ]
  }

  private static func addForm(_ name: String?, _ fault: Fault?) -> ConsoleForm {
    ConsoleForm(
      "/profile/passkeys/new",
      [
        FormField(
          "name", .text, Text(en: "Name", es: "Nombre"),
          hint: Text(en: "Where it is, as in “phone” or “blue key”.", es: "Dónde está, como «móvil» o «llave azul»."))
      ],
      submit: Text(en: "Add a passkey", es: "Añadir una llave de acceso"), values: ["name": name ?? ""],
      fault: name == nil ? nil : fault)
  }

  private static let template = PageTemplate(
    "passkeys",
    texts: [
      "what": Text(
        en: "A passkey lets you in with a finger, a face or a PIN of your device, or a security key, and no page of "
          + "somebody else's can steal it. Where you have one, the password alone lets nobody in.",
        es: "Una llave de acceso le deja entrar con la huella, la cara o el PIN de su aparato, o con una llave de "
          + "seguridad, y ninguna página ajena puede robarla. Si tiene una, la contraseña sola no deja entrar a nadie."),
      "none": Text(en: "You have none yet.", es: "Aún no tiene ninguna."),
      "script": Text(
        en: "To add one, your browser must run scripts and know passkeys.",
        es: "Para añadir una, su navegador debe ejecutar scripts y conocer las llaves de acceso."),
      "new": Text(en: "A new one", es: "Una nueva"), "name": Text(en: "Name", es: "Nombre"),
      "for": Text(en: "For", es: "Para"), "copied": Text(en: "Copied to other devices", es: "Copiada a otros aparatos"),
      "made": Text(en: "Made", es: "Creada"), "used": Text(en: "Last use", es: "Último uso"),
      "action": Text(en: "Action", es: "Acción"), "rename": Text(en: "Rename", es: "Renombrar"),
    ],
    """
    <p>{{t.what}}</p>
    {{#problem}}<p class="message bad" role="alert">{{problem}}{{#advice}} <span>{{advice}}</span>{{/advice}}</p>{{/problem}}
    {{#none}}<p class="quiet">{{t.none}}</p>{{/none}}
    {{^none}}<section><div class="table"><table>
    <thead><tr><th scope="col">{{t.name}}</th><th scope="col">{{t.for}}</th><th scope="col">{{t.copied}}</th><th scope="col">{{t.made}}</th><th scope="col">{{t.used}}</th><th scope="col">{{t.action}}</th></tr></thead>
    <tbody>
    {{#passkeys}}<tr><td>{{name}}</td><td>{{party}}</td><td>{{copies}}</td><td>{{created}}</td><td>{{used}}</td>
    <td>{{#remove}}{{>form}}{{/remove}}<details><summary>{{t.rename}}</summary>{{#rename}}{{>form}}{{/rename}}</details></td></tr>
    {{/passkeys}}
    </tbody></table></div></section>{{/none}}
    <section><h2>{{t.new}}</h2>
    <p data-without-passkeys>{{t.script}}</p>
    <div data-with-passkeys hidden>{{#add}}{{>form}}{{/add}}</div>
    </section>
    """)
}
