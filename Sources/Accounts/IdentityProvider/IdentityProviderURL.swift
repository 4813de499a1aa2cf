import Foundation
import MailModel

/// URLs that a provider is reached at.
enum IdentityProviderURL {
  /// Over TLS, or on this host; without what does not belong in an identifier.
  static func isSound(_ url: String) -> Bool {
    guard url.utf8.count <= 1_000, url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
      let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty
    else { return false }
    let isSafe = parts.scheme == "https" || parts.scheme == "http" && ["127.0.0.1", "localhost"].contains(host)
    return isSafe && parts.user == nil && parts.password == nil && parts.fragment == nil
  }

  /// What it is called when nobody said otherwise.
  static func host(_ issuer: String) -> String { URLComponents(string: issuer)?.host ?? issuer }

  static func check(issuer: String) throws(Fault) {
    guard isSound(issuer), URLComponents(string: issuer)?.query == nil else {
      throw Fault(
        .invalid, en: "“\(issuer.prefix(80))” is no identity provider's issuer",
        es: "«\(issuer.prefix(80))» no es el emisor de un proveedor de identidad",
        hint: Text(
          en: "it begins with https:// and has no user, query or fragment; the provider's pages say it",
          es: "empieza por https:// y no lleva usuario, consulta ni fragmento; lo dicen las páginas del proveedor"),
        field: "issuer")
    }
  }
}
