import Foundation
import MailModel

/// A directory server (RFC 4511), as the control plane sees it.
package struct LDAPClient: Sendable {
  /// Every entry that matches, page by page; throws unless all of them came.
  package var search: @Sendable (LDAPServer, LDAPSearch) async throws -> [LDAPEntry]

  package static let unexpected = LDAPClient { server, _ in throw UnexpectedCall("LDAP search at \(server.uri)") }

  package init(search: @escaping @Sendable (LDAPServer, LDAPSearch) async throws -> [LDAPEntry]) {
    self.search = search
  }
}

/// Where the server is, and who we are to it.
package struct LDAPServer: Hashable, Sendable {
  /// `ldap://host:389` or `ldaps://host:636`.
  package var uri: String
  /// Encrypts an `ldap://` connection before anything is said (RFC 4511 §4.14).
  package var startsTLS: Bool
  /// A PEM file with the authorities to trust; `nil` trusts those of the system.
  package var authority: String?
  /// `nil` binds as nobody.
  package var bindDN: String?
  package var password: Secret?

  package init(
    uri: String, startsTLS: Bool = false, authority: String? = nil, bindDN: String? = nil, password: Secret? = nil
  ) {
    self.uri = uri
    self.startsTLS = startsTLS
    self.authority = authority
    self.bindDN = bindDN
    self.password = password
  }
}

/// What is asked for: everything below `base` that `filter` (RFC 4515) matches.
package struct LDAPSearch: Hashable, Sendable {
  package var base: String
  package var filter: String
  package var attributes: [String]
  /// Entries that the server is asked for at a time (RFC 2696).
  package var pageSize: Int

  package init(base: String, filter: String, attributes: [String], pageSize: Int = 500) {
    self.base = base
    self.filter = filter
    self.attributes = attributes
    self.pageSize = pageSize
  }
}

package struct LDAPEntry: Hashable, Sendable {
  package var dn: String
  /// By the attribute's name in lower case: names have no case (RFC 4512 §2.5).
  private let values: [String: [Data]]

  package init(dn: String, values: [String: [Data]]) {
    self.dn = dn
    self.values = Dictionary(values.map { ($0.key.lowercased(), $0.value) }) { $0 + $1 }
  }

  package func octets(_ attribute: String) -> [Data] { values[attribute.lowercased()] ?? [] }

  /// The values that are text; others are passed over.
  package func texts(_ attribute: String) -> [String] {
    octets(attribute).compactMap { String(data: $0, encoding: .utf8) }
  }
}
