import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Finds out whose session a cookie belongs to.
package struct SessionIdentity: Sendable {
  /// What somebody who signed in may do now.
  package typealias Grants = @Sendable (Address, any Database, Date) throws -> Principal

  private let plane: ControlPlane
  private let grants: Grants

  /// A session's last use is written down when it is so many seconds old, not at every request.
  private static let touchInterval: TimeInterval = 60

  package init(plane: ControlPlane, grants: @escaping Grants = Rights.principal(of:in:at:)) {
    self.plane = plane
    self.grants = grants
  }

  /// `nil` unless the session holds, for this client, and its account may sign in.
  package func signedIn(_ secret: Secret, _ client: WebClient) async throws -> SignedIn? {
    let now = plane.now()
    let found = try await plane.store.read { [grants] db -> (Session, SignedIn)? in
      guard let session = try Session.find(secret, in: db), !session.awaitsCode, !session.isOver(at: now),
        session.fits(client), let credentials = try AccountCredentials.find(session.address, at: now, in: db),
        credentials.isActive
      else { return nil }
      var signedIn = SignedIn(
        address: session.address, displayName: credentials.displayName, principal: try grants(session.address, db, now),
        session: session.id)
      if try SecondFactorDuty.isDue(for: session.address, at: now, in: db) { signedIn.confine() }
      return (session, signedIn)
    }
    guard let (session, signedIn) = found else { return nil }
    if now >= session.seen + Self.touchInterval {
      try await plane.store.write { try Session.touch(session.id, at: now, in: $0) }
    }
    return signedIn
  }
}

extension SignedIn {
  /// To setting a second factor or a passkey up, and signing out.
  fileprivate mutating func confine() {
    let patterns =
      ["secondFactor", "passkeys"].map(PermissionPattern.every(of:)) + [.init(exactly: EndSession.permission)]
    principal = Principal(
      account: address,
      grants: patterns.map { Grant(.allow, $0, in: .account(address), by: .role(Role.user.name)) })
    confinement = SecondFactorDutyPage.confinement
  }
}
