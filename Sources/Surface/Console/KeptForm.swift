import Foundation
import MailModel

/// What somebody wanted when they were asked to sign in: a page to look at, or a form whose content must not be lost.
/// It goes through the sign-in in hidden fields, so that nothing of it is kept here.
package struct SignInPurpose: Sendable {
  /// The page's path with its query.
  package var back: String?
  package var form: KeptForm?

  static let backField = "wanted"
  static let formField = "kept"

  package static let none = SignInPurpose()

  init(back: String? = nil, form: KeptForm? = nil) {
    self.back = back
    self.form = form
  }

  package init(_ request: PageRequest) {
    let back = request.form[Self.backField] ?? request.query[Self.backField]
    self.back = back.flatMap { $0.isEmpty ? nil : LocalPath.checked($0) }
    form = request.form[Self.formField].flatMap(KeptForm.init(_:))
  }

  /// Fields and values for the sign-in's forms.
  package var fields: [FormField] { values.keys.sorted().map(FormField.hidden) }

  package var values: [String: String] {
    [Self.backField: back, Self.formField: form?.text].compactMapValues { $0 }
  }

  /// The address of the page that asks for a code, which has room for a page to look at, not for a form.
  package var query: String { back.map { "?\(Self.backField)=\(PagePath.escaped($0))" } ?? "" }

  /// Where to go once they are in, with these cookies and the session that has just begun.
  package func reply(_ session: Secret, cookies: [String]) -> PageReply {
    guard let form else { return .redirect(to: back ?? "/", cookies: cookies) }
    var page = form.page
    page.cookies = cookies
    page.formToken = FormToken(session: session)
    return .page(page)
  }
}

/// A form that arrived after its session had ended: everything that was typed but secrets.
package struct KeptForm: Codable, Sendable {
  var path: String
  var values: [String: String]

  /// Octets; what is longer is not kept, and the page says so.
  private static let limit = 48 << 10

  /// `nil` when it holds nothing that could be lost.
  init?(path: String, form: [String: String]) {
    let secrets = (form[ConsoleForm.secretsField] ?? "").split(separator: " ").map(String.init)
    let left = Set(secrets + [ConsoleForm.secretsField, FormToken.field])
    self.path = path
    values = form.filter { !left.contains($0.key) && !$0.value.isEmpty }
    let size = values.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    guard !values.isEmpty, size <= Self.limit else { return nil }
  }

  init?(_ text: String) {
    guard let kept = try? JSONDecoder().decode(KeptForm.self, from: Data(text.utf8)),
      LocalPath.checked(kept.path) == kept.path
    else { return nil }
    self = kept
  }

  /// The same for every form of a page.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Shows what was typed and sends it, by whoever is signed in now.
  fileprivate var page: PageContent {
    let names = values.keys.sorted()
    let form = ConsoleForm(
      path, names.map(FormField.hidden), submit: Text(en: "Send it now", es: "Enviarlo ahora"), values: values)
    let lines = names.filter { $0 != ConsoleForm.seenField }.map { name -> any Sendable in
      ["name": name, "value": values[name] ?? ""] as [String: any Sendable]
    }
    return PageContent(
      Text(en: "You are signed in again", es: "Ha vuelto a entrar"), .kept,
      ["form": form.data, "typed": lines as [any Sendable], "place": path])
  }
}

/// A path of ours; anything else would send people elsewhere.
package enum LocalPath {
  package static func checked(_ path: String?) -> String {
    guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
      path.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 })
    else { return "/" }
    return path
  }
}

extension PageTemplate {
  fileprivate static let kept = PageTemplate(
    "kept",
    texts: [
      "what": Text(
        en: "The session had ended when you sent this. Passwords were not kept.",
        es: "La sesión había terminado cuando envió esto. Las contraseñas no se han guardado."),
      "leave": Text(en: "Do not send it", es: "No enviarlo"),
    ],
    """
    <div class="card">
    <p>{{t.what}}</p>
    <p><code>{{place}}</code></p>
    <dl>{{#typed}}<dt>{{name}}</dt><dd>{{value}}</dd>
    {{/typed}}</dl>
    {{#form}}{{>form}}{{/form}}
    <p><a href="/">{{t.leave}}</a></p>
    </div>
    """)
}
