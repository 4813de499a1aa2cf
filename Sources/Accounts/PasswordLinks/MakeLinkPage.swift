import Kernel
import MailModel
import Surface

/// Where whoever looks after an account gets a link for its owner; shown once.
enum MakeLinkPage {
  static let page = ConsolePage.submit("/accounts/{address}/password-link", for: .signedIn) { request in
    let address = try Address(request.query["address", default: ""])
    let made = try await request.plane.perform(MakePasswordLink(address: address), as: request.principal())
    return .page(
      PageContent(
        Text(en: "Link for a new password", es: "Enlace para una contraseña nueva"), template,
        [
          "address": address.text, "link": made.link.value, "until": PageTime.text(made.until),
          "account": AccountPage.path(of: address),
        ]))
  }

  static func form(of address: Address) -> ConsoleForm {
    ConsoleForm(
      "\(AccountPage.path(of: address))/password-link",
      submit: Text(en: "Make a link for a new password", es: "Crear un enlace para una contraseña nueva"),
      isInline: true)
  }

  private static let template = PageTemplate(
    "make-link",
    texts: [
      "once": Text(
        en: "It is shown now and never again, opens once, and then everybody is signed out of the account.",
        es: "Se muestra ahora y nunca más, se abre una vez, y después se cierran todas las sesiones de la cuenta."),
      "until": Text(en: "Until", es: "Hasta"),
      "hand": Text(
        en: "Hand it over in person or by telephone: whoever has it has the account.",
        es: "Entréguelo en persona o por teléfono: quien lo tiene tiene la cuenta."),
    ],
    """
    <div class="card"><p>{{t.once}} {{t.hand}}</p>
    <p><code>{{link}}</code></p><p class="quiet">{{t.until}} {{until}}</p>
    <p><a href="{{account}}">{{address}}</a></p></div>
    """)
}
