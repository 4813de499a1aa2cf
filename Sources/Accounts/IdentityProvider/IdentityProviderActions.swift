import Foundation
import Kernel
import MailModel
import Store

/// Names the identity provider, or changes what is given and leaves the rest.
package struct SetIdentityProvider: Action {
  package static let name = "identityProvider.set"
  package static let route = Route.put("identity-provider")
  package static let permission: Permission = "identityProvider.set"
  package static let forms: [String: TextForm] = [
    "issuer": TextForm(pattern: #"^https://[a-z0-9.-]{1,200}(/[A-Za-z0-9._~/-]{0,200})?$"#),
    "clientID": TextForm(pattern: "^[!-~]{1,255}$"), "clientSecret": TextForm(pattern: "^[ -~]{1,1024}$"),
    "claim": TextForm(pattern: "^[A-Za-z0-9_.:/-]{1,100}$"), "label": .line(1...60),
  ]
  package static let summary = Text(
    en: "Names the identity provider, or changes it.", es: "Indica el proveedor de identidad, o lo cambia.")
  package var issuer: String?
  package var clientID: String?
  package var clientSecret: Secret?
  package var claim: String?
  package var domains: [DomainName]?
  package var label: String?
  package var isRequired: Bool?

  package init() {}

  package func perform(in work: Work) throws -> IdentityProvider {
    let before = try IdentityProvider.find(in: work.db)
    let wanted = try applied(to: before)
    guard wanted != before else { return wanted }
    for domain in wanted.domains { _ = try Domain.existing(domain, in: work.db) }
    if let before { try work.record(before: before) }
    try wanted.save(in: work.db)
    return wanted
  }

  func applied(to present: IdentityProvider?) throws(Fault) -> IdentityProvider {
    guard let issuer = issuer ?? present?.issuer, let clientID = clientID ?? present?.clientID else {
      throw Fault(
        .invalid, en: "an identity provider needs an issuer and a client ID",
        es: "un proveedor de identidad necesita emisor e ID de cliente",
        hint: Text(
          en: "the provider gives the ID out when the console is registered there",
          es: "el proveedor da el ID al registrar allí la consola"), field: issuer == nil ? "issuer" : "clientID")
    }
    try IdentityProviderURL.check(issuer: issuer)
    // A secret is for the one who gave it out.
    let isSame = issuer == present?.issuer && clientID == present?.clientID
    let secret = clientSecret ?? (isSame ? present?.clientSecret : nil)
    let provider = IdentityProvider(
      issuer: issuer, clientID: clientID, claim: claim ?? present?.claim ?? "email",
      domains: Set(domains ?? present?.domains ?? []).sorted(),
      label: label ?? present?.label ?? IdentityProviderURL.host(issuer),
      isRequired: isRequired ?? present?.isRequired ?? false, isConfidential: secret != nil, clientSecret: secret)
    try Self.check(provider)
    return provider
  }

  private static func check(_ provider: IdentityProvider) throws(Fault) {
    try check(provider.clientID, "clientID", #/[\x21-\x7e]{1,255}/#)
    try check(provider.clientSecret?.value ?? "-", "clientSecret", #/[\x20-\x7e]{1,1024}/#)
    try check(provider.claim, "claim", #/[A-Za-z0-9_.:\/-]{1,100}/#)
    guard (1...60).contains(provider.label.count), provider.domains.count <= 100 else {
      throw Fault(
        .invalid, en: "a label has 1 to 60 characters, and 100 domains are the most",
        es: "la etiqueta tiene de 1 a 60 caracteres, y como mucho hay 100 dominios", field: "label")
    }
    _ = try OneLine.checked(provider.label, field: "label")
  }

  private static func check(_ text: String, _ field: String, _ form: Regex<Substring>) throws(Fault) {
    guard text.wholeMatch(of: form) == nil else { return }
    throw Fault(
      .invalid, en: "\(field) does not have the form that is wanted", es: "\(field) no tiene la forma esperada",
      hint: Text(en: "copy it from the provider's pages", es: "cópielo de las páginas del proveedor"), field: field)
  }
}

/// Nobody comes in through it any more; sessions that are open go on.
package struct RemoveIdentityProvider: Action {
  package static let name = "identityProvider.remove"
  package static let route = Route.delete("identity-provider")
  package static let permission: Permission = "identityProvider.remove"
  package static let summary = Text(
    en: "Removes the identity provider.", es: "Elimina el proveedor de identidad.")

  package init() {}

  package func perform(in work: Work) throws -> IdentityProvider {
    let found = try IdentityProvider.existing(in: work.db)
    try work.record(before: found)
    try IdentityProvider.delete(from: work.db)
    return found
  }
}

package struct ShowIdentityProvider: Query {
  package static let name = "identityProvider.show"
  package static let route = Route.get("identity-provider")
  package static let permission: Permission = "identityProvider.read"
  package static let summary = Text(
    en: "Shows the identity provider, without its secret.", es: "Muestra el proveedor de identidad, sin su secreto.")

  package init() {}

  package func answer(from db: any Database) throws -> IdentityProvider {
    try IdentityProvider.existing(in: db)
  }
}

/// Asks the provider for its description and keys, as a sign-in does.
package struct CheckIdentityProvider: Inspection {
  package static let name = "identityProvider.check"
  package static let route = Route.get("identity-provider/check")
  package static let permission: Permission = "identityProvider.read"
  package static let summary = Text(
    en: "Looks whether the identity provider answers.", es: "Comprueba si el proveedor de identidad responde.")

  package init() {}

  package func inspect(with plane: ControlPlane) async throws -> ProviderCheck {
    let provider = try await plane.store.read { try IdentityProvider.existing(in: $0) }
    let description = try await ProviderDescription.fetch(of: provider, by: plane.world.openID)
    let keys = try IDTokenKeys(await plane.world.openID.document(description.keys, true))
    return ProviderCheck(signIn: description.authorization, keys: keys.count)
  }
}

package struct ProviderCheck: Codable, Sendable {
  /// Where people are sent to.
  package var signIn: String
  /// How many keys of it we can check signatures with.
  package var keys: Int
}
