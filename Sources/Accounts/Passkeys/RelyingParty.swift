import Foundation
import Kernel
import MailModel
import Store

/// The console as passkeys know it: they belong to its name, and sign for pages of its address alone.
struct RelyingParty: Codable, Hashable, Sendable {
  /// A host name: authenticators keep passkeys by it.
  let id: String
  /// `https://` with host and port, as the browser writes it.
  let origin: String

  init(id: String, origin: String) {
    self.id = id
    self.origin = origin
  }

  /// The console where somebody has it open; `nil` at an address that passkeys do not work at: an IP address, or a name
  /// that is not the service's own.
  init?(authority: String, system: MailSystem, layout: Layout) {
    let parts = authority.lowercased().split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first.map(String.init) else { return nil }
    let isOwn = name == system.host.name || layout.profile == .local && name == "localhost"
    // Without a port somebody in front has taken 443 for us; the browser leaves that one out.
    let isAtPort = parts.count == 1 || parts[1] == "\(system.ports.console)"
    guard isOwn, isAtPort else { return nil }
    self.init(id: name, origin: "https://\(authority.lowercased())")
  }

  /// Throws at an address where the console is not known by its name.
  static func required(at authority: String, _ plane: ControlPlane, field: String, in db: any Database) throws
    -> RelyingParty
  {
    let system = try plane.mailSystem(db)
    guard let party = RelyingParty(authority: authority, system: system, layout: plane.layout) else {
      let address = "https://\(system.host):\(system.ports.console)"
      throw Fault(
        .conflict, en: "this does not work at \(authority)", es: "esto no funciona en \(authority)",
        hint: Text(en: "open \(address)", es: "abra \(address)"), field: field)
    }
    return party
  }
}
