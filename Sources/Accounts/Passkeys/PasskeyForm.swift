import Foundation
import MailModel
import Surface

/// A form that the console's script fills in by asking an authenticator, and sends.
struct PasskeyForm {
  /// As the template `passkeyForm` takes it; the console adds the token.
  let data: [String: any Sendable]

  /// Makes a passkey; fields that are kept go along.
  init(_ action: String, create options: PasskeyCreationOptions, keeping values: [String: String]) throws {
    data = try Self.data(
      action, "create", options, empty: ["clientData", "attestation", "transports"], keeping: values,
      submit: Text(en: "Continue", es: "Continuar"))
  }

  /// Has a passkey sign.
  init(_ action: String, get options: PasskeyRequestOptions, keeping values: [String: String]) throws {
    data = try Self.data(
      action, "get", options, empty: ["id", "clientData", "authenticatorData", "signature", "userHandle"],
      keeping: values,
      submit: Text(en: "Use a passkey", es: "Usar una llave de acceso"))
  }

  private static func data(
    _ action: String, _ ceremony: String, _ options: some Encodable, empty: [String], keeping values: [String: String],
    submit: Text
  ) throws -> [String: any Sendable] {
    let fields = empty.map { ["name": $0, "value": ""] } + values.map { ["name": $0.key, "value": $0.value] }
    return [
      "action": action, "ceremony": ceremony, "submit": submit,
      "options": String(decoding: try JSONEncoder().encode(options), as: UTF8.self),
      "fields": fields.map { $0 as any Sendable } as [any Sendable],
      "failed": Text(
        en: "That did not work, or was stopped. Try again.",
        es: "No ha funcionado, o se ha interrumpido. Inténtelo de nuevo."
      ),
    ]
  }

  /// A page for it alone, where the script begins by itself.
  func page(_ title: Text, back: String) -> PageContent {
    var data = data
    data["begins"] = true
    return PageContent(title, Self.template, ["form": data, "back": back])
  }

  static func assertion(in form: [String: String]) -> PasskeyAssertion {
    PasskeyAssertion(
      id: form["id", default: ""], clientData: form["clientData", default: ""],
      authenticatorData: form["authenticatorData", default: ""], signature: form["signature", default: ""],
      userHandle: form["userHandle", default: ""])
  }

  private static let template = PageTemplate(
    "passkey",
    texts: [
      "follow": Text(en: "Follow what your browser asks.", es: "Siga lo que le pida el navegador."),
      "script": Text(
        en: "Passkeys need a browser that runs scripts and knows them.",
        es: "Las llaves de acceso necesitan un navegador que ejecute scripts y las conozca."),
      "back": Text(en: "Back", es: "Volver"),
    ],
    """
    <div class="card narrow">
    <p data-without-passkeys class="message due">{{t.script}}</p>
    <div data-with-passkeys hidden><p>{{t.follow}}</p>{{#form}}{{>passkeyForm}}{{/form}}</div>
    <p><a href="{{back}}">{{t.back}}</a></p>
    </div>
    """)
}
