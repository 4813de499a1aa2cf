import MailModel

/// May somebody do something somewhere, and why.
package struct Decision: Hashable, Codable, Sendable {
  package var isAllowed: Bool
  /// The grant that decided; `nil` where none speaks of it.
  package var grant: Grant?
  /// The token that does not reach so far, where it is the token that says nothing.
  package var token: String?

  init(by grant: Grant?) {
    isAllowed = grant?.effect == .allow
    self.grant = grant
  }

  package var reason: Text {
    if let grant { return grant.words }
    if let token {
      return Text(en: "the token \(token) does not include it", es: "el token \(token) no lo incluye")
    }
    return Text(en: "no role gives it", es: "ningún rol lo da")
  }
}
