import CLDAP
import Foundation
import Kernel
import MailModel

/// One connection of libldap's (ldap(3)); used by one thread.
final class LDAPConnection {
  private let handle: OpaquePointer
  private let server: LDAPServer
  private let timeLimit: Duration

  /// Entries of one search at most.
  private static let mostEntries = 500_000
  /// Debian's ca-certificates.
  private static let systemsAuthorities = "/etc/ssl/certs/ca-certificates.crt"

  init(to server: LDAPServer, within timeLimit: Duration) throws {
    var handle: OpaquePointer?
    let code = ldap_initialize(&handle, server.uri)
    guard code == LDAP_SUCCESS, let handle else {
      throw Fault(
        .invalid, en: "“\(server.uri.prefix(80))” names no directory server",
        es: "«\(server.uri.prefix(80))» no nombra un servidor de directorio",
        hint: Text(
          en: "write ldap://host:389 or ldaps://host:636", es: "escriba ldap://equipo:389 o ldaps://equipo:636"),
        field: "uri")
    }
    self.handle = handle
    self.server = server
    self.timeLimit = timeLimit
    try configure()
    if server.startsTLS { try require(ldap_start_tls_s(handle, nil, nil)) }
  }

  deinit {
    ldap_unbind_ext_s(handle, nil, nil)
  }

  /// A simple bind (RFC 4513 §5.1): with a name and a password, or as nobody. A name without a password would be taken
  /// for nobody as well, and look like success (§5.1.2).
  func bind() throws {
    let password = server.password?.value ?? ""
    if let name = server.bindDN, password.isEmpty {
      throw Fault(
        .invalid, en: "\(name) has no password", es: "\(name) no tiene contraseña",
        hint: Text(en: "give it with --password-stdin", es: "dela con --password-stdin"), field: "password")
    }
    let octets = strdup(password)
    defer { free(octets) }
    var credential = berval(bv_len: UInt(password.utf8.count), bv_val: octets)
    try require(ldap_sasl_bind_s(handle, server.bindDN ?? "", nil, &credential, nil, nil, nil))
  }

  /// Page after page (RFC 2696). A server that goes away in the middle throws: half a directory is no directory.
  func entries(_ search: LDAPSearch) throws -> [LDAPEntry] {
    var entries: [LDAPEntry] = []
    var cookie = berval(bv_len: 0, bv_val: nil)
    defer { ber_memfree(cookie.bv_val) }
    var pages = 0
    repeat {
      pages += 1
      let page = try LDAPPage(handle, after: &cookie, of: search, within: timeval(timeLimit), check: require)
      entries += page.entries
      // Empty pages count as well: a server must not keep us for ever.
      guard entries.count + pages <= Self.mostEntries else { throw tooMany }
    } while cookie.bv_len > 0
    return entries
  }

  private func configure() throws {
    var version = LDAP_VERSION3
    try require(ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version))
    // Referrals lead to servers that nobody has vetted.
    try require(ldap_set_option(handle, LDAP_OPT_REFERRALS, nil))
    var limit = timeval(timeLimit)
    try require(ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &limit))
    try require(ldap_set_option(handle, LDAP_OPT_TIMEOUT, &limit))
    var demand = LDAP_OPT_X_TLS_DEMAND
    try require(ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand))
    try require(ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, server.authority ?? Self.systemsAuthorities))
    var isServer: Int32 = 0
    try require(ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &isServer))
  }

  private func require(_ code: Int32) throws {
    guard code != LDAP_SUCCESS else { return }
    let detail = diagnosis.map { " (\($0))" } ?? ""
    let words = String(cString: ldap_err2string(code)) + detail
    throw Fault(
      .unavailable, en: "the directory \(server.uri) answers: \(words)",
      es: "el directorio \(server.uri) responde: \(words)", hint: Self.hint(code))
  }

  /// What the server or the TLS library says beside the code.
  private var diagnosis: String? {
    var text: UnsafeMutablePointer<CChar>?
    ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text)
    guard let text else { return nil }
    defer { ldap_memfree(text) }
    let line = String(cString: text).prefix(200).filter {
      $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
    return line.isEmpty ? nil : line
  }

  private static func hint(_ code: Int32) -> Text {
    switch code {
    case LDAP_INVALID_CREDENTIALS, LDAP_INSUFFICIENT_ACCESS:
      Text(en: "look at the bind DN and its password", es: "revise el DN de conexión y su contraseña")
    case LDAP_NO_SUCH_OBJECT, LDAP_INVALID_DN_SYNTAX: Text(en: "look at the base", es: "revise la base")
    case LDAP_FILTER_ERROR: Text(en: "look at the filter", es: "revise el filtro")
    case LDAP_CONNECT_ERROR, LDAP_CONFIDENTIALITY_REQUIRED:
      Text(
        en: "look at the certificate, and at the authority that signed it",
        es: "revise el certificado, y la autoridad que lo firmó")
    default: Text(en: "look at the server, and at the way to it", es: "revise el servidor, y el camino hasta él")
    }
  }

  private var tooMany: Fault {
    Fault(
      .invalid, en: "more than \(Self.mostEntries) entries match", es: "coinciden más de \(Self.mostEntries) entradas",
      hint: Text(en: "narrow the filter or the base", es: "estreche el filtro o la base"))
  }
}

extension timeval {
  init(_ duration: Duration) {
    self.init(
      tv_sec: Int(duration.components.seconds), tv_usec: Int(duration.components.attoseconds / 1_000_000_000_000))
  }
}
