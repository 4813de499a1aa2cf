import Kernel
import MailModel

/// The other end of a connection, as far as the web face knows it.
package struct WebClient: Hashable, Sendable {
  /// An IP address without a port.
  package var address: String
  /// The `User-Agent` header, at most 400 characters of it.
  package var userAgent: String

  package init(address: String, userAgent: String) {
    self.address = address
    self.userAgent = String(userAgent.prefix(400))
  }

  /// An IPv4 address; the first 64 bits of an IPv6 one, which is what one customer has (RFC 6177).
  package var network: String {
    guard let address = try? IPAddress(address).unmapped, address.isIPv6 else { return address }
    return address.octets.prefix(8).hexadecimal
  }
}

/// Somebody with a session.
package struct SignedIn: Sendable {
  package var address: Address
  package var displayName: String
  package var principal: Principal
  /// The session's number in lists; its secret stays in the cookie.
  package var session: String
  /// The only pages that are open, while something must be done before all else.
  package var confinement: Confinement?

  package init(address: Address, displayName: String, principal: Principal, session: String) {
    self.address = address
    self.displayName = displayName
    self.principal = principal
    self.session = session
  }
}

/// Pages to which somebody is held until something is done there, and the one to begin with.
package struct Confinement: Sendable {
  package var place: String
  package var prefixes: [String]

  package init(place: String, prefixes: [String]) {
    self.place = place
    self.prefixes = prefixes
  }

  /// Whoever must stay can still leave altogether.
  func allows(_ path: String) -> Bool {
    path == "/sign-out" || prefixes.contains { path == $0 || path.hasPrefix($0 + "/") }
  }
}

/// Who stands behind what a request carries. Accounts knows; the web face asks.
package struct WebIdentity: Sendable {
  /// Whose session has this secret, and still holds for this client.
  package var session: @Sendable (_ secret: Secret, WebClient) async throws -> SignedIn?
  /// Whose API token this is, if it may be used from there.
  package var bearer: @Sendable (_ secret: Secret, WebClient) async throws -> Principal?

  /// Knows nobody.
  package static let none = WebIdentity(session: { _, _ in nil }, bearer: { _, _ in nil })

  package init(
    session: @escaping @Sendable (Secret, WebClient) async throws -> SignedIn?,
    bearer: @escaping @Sendable (Secret, WebClient) async throws -> Principal?
  ) {
    self.session = session
    self.bearer = bearer
  }
}
