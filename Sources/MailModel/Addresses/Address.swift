/// The address of a mailbox or alias, normalised: local part in lower case, domain in its wire form.
///
/// RFC 5321 §4.1.2, dot-string local parts only (no quoting), in ASCII: Dovecot's LMTP has no SMTPUTF8 (RFC 6531), so
/// mail to other letters could be accepted and never delivered. Domains have their own letters (RFC 5890). At most 64 octets before the `@` and 254 in all (RFC 5321 §4.5.3.1). A `+` starts the detail part
/// (RFC 5233) and belongs to no account.
package struct Address: Hashable, Sendable, Comparable {
  package let local: String
  package let domain: DomainName

  package init(_ text: String) throws(Fault) {
    guard let at = text.lastIndex(of: "@") else { throw Address.refusal(of: text) }
    try self.init(local: String(text[..<at]), domain: DomainName(String(text[text.index(after: at)...])))
  }

  package init(local: String, domain: DomainName) throws(Fault) {
    guard local.utf8.allSatisfy({ $0 < 0x80 }) else { throw Address.refusal(ofLetters: local, at: domain) }
    let normal = local.lowercased()
    guard Address.isLocalPart(normal), normal.utf8.count + 1 + domain.name.utf8.count <= 254 else {
      throw Address.refusal(of: "\(local)@\(domain)")
    }
    self.local = normal
    self.domain = domain
  }

  package var text: String { "\(local)@\(domain.name)" }

  /// The same mailbox without its detail part: `ana+news@example.org` is `ana@example.org`.
  package var withoutDetail: Address {
    get throws(Fault) {
      guard let plus = local.firstIndex(of: "+"), plus != local.startIndex else { return self }
      return try Address(local: String(local[..<plus]), domain: domain)
    }
  }

  package static func < (left: Address, right: Address) -> Bool {
    (left.domain, left.local) < (right.domain, right.local)
  }

  private static func isLocalPart(_ local: String) -> Bool {
    guard (1...64).contains(local.utf8.count), !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..")
    else { return false }
    return local.unicodeScalars.allSatisfy(isAtomScalar)
  }

  /// `atext` of RFC 5322 §3.2.3 and the dot, without `/`, `%`, `!` and quotes, which name other things
  /// in file paths, source routes and queries.
  private static func isAtomScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "0"..."9": true
    default: ".-_+=&~#$*?^{}|".unicodeScalars.contains(scalar)
    }
  }

  private static func refusal(ofLetters local: String, at domain: DomainName) -> Fault {
    Fault(
      .invalid, en: "“\(local.prefix(64))” before the @ has letters that mail programs do not deliver to",
      es: "«\(local.prefix(64))» tiene ante la @ letras a las que los programas de correo no entregan",
      hint: Text(
        en: "write it with a to z, digits and . - _, as in jose@\(domain.unicode); the domain may have any letters",
        es: "escríbalo con a a z, cifras y . - _, como jose@\(domain.unicode); el dominio admite cualquier letra"))
  }

  private static func refusal(of text: String) -> Fault {
    Fault(
      .invalid, en: "“\(text.prefix(80))” is not an e-mail address",
      es: "«\(text.prefix(80))» no es una dirección de correo",
      hint: Text(
        en: "write name@domain, without spaces, as in ana@example.org",
        es: "escriba nombre@dominio, sin espacios, como en ana@example.org"))
  }
}

extension Address: Codable, CustomStringConvertible {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
