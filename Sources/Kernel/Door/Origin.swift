/// Where a request comes from and why it is made, as far as the door that it came through knows. It travels with the
/// principal, so that no action has to hand it on.
package struct Origin: Hashable, Sendable {
  /// `local socket`, or an IP address; `nil` for what Palomar does by itself.
  package var address: String?
  /// The name of the API token that was shown.
  package var token: String?
  /// The number of the session that it is made in.
  package var session: String?
  /// What the one who asks gave as reason.
  package var reason: String?
  /// Whether root on the host does without a second person, where the rules demand one.
  package var breaksGlass: Bool
  /// So many such changes are asked for together, this one among them.
  package var together = 1

  package init(
    address: String? = nil, token: String? = nil, session: String? = nil, reason: String? = nil,
    breaksGlass: Bool = false
  ) {
    self.address = address
    self.token = token
    self.session = session
    self.reason = reason
    self.breaksGlass = breaksGlass
  }
}
