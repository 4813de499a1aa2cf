import Kernel
import MailModel
import Surface

/// Where somebody is led who must have a second factor and has none: the one thing that such a session does.
enum SecondFactorDutyPage {
  static let path = "/profile/second-factor"
  static let confinement = Confinement(place: path, prefixes: [path, "/profile/passkeys"])

  static let page = ConsolePage.show(path, for: .signedIn) { _ in
    let start = ConsoleForm("\(path)/start", submit: Text(en: "Set it up now", es: "Configurarlo ahora"))
    return .page(
      PageContent(
        Text(en: "You need a second factor", es: "Necesita un segundo factor"), template, ["start": start.data]))
  }

  static func reminder(_ state: SecondFactorState) -> Text? {
    guard let from = state.requiredFrom else { return nil }
    let day = PageTime.text(from)
    return Text(
      en: "From \(day) on you need a second factor to do anything here. Set it up before.",
      es: "Desde \(day) necesitará un segundo factor para hacer algo aquí. Configúrelo antes.")
  }

  private static let template = PageTemplate(
    "second-factor-duty",
    texts: [
      "why": Text(
        en: "One of your roles requires it. Until it is set up, nothing else is open to you; your mail programs go on.",
        es: "Uno de sus roles lo exige. Hasta que lo configure no podrá hacer otra cosa; su correo sigue funcionando."),
      "how": Text(
        en: "Have your telephone with an authenticator app at hand.",
        es: "Tenga a mano el teléfono con una aplicación de autenticación."),
      "passkey": Text(en: "Or add a passkey", es: "O añada una llave de acceso"),
    ],
    """
    <div class="card narrow"><p>{{t.why}}</p><p>{{t.how}}</p>{{#start}}{{>form}}{{/start}}
    <p><a href="/profile/passkeys">{{t.passkey}}</a></p></div>
    """)
}
